import { type Operation, pathPart } from '../operation.ts';

/** `DELETE /v1/Services/{Sid}`: 204; deletes its documents too. */
export const deleteService: Operation =
  ({ state }) =>
  (context) => {
    state.removeService(state.service(pathPart(context.req.param('serviceSid'))));
    return context.body(null, 204);
  };
