import { askedService, type Operation } from '../operation.ts';

/** `DELETE /v1/Services/{Sid}`: 204; deletes everything in it, too. */
export const deleteService: Operation = (operation) => (context) => {
  operation.state.removeService(askedService(operation, context));
  return context.body(null, 204);
};
