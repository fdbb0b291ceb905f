import { notFound } from '../../http/twilio-error.ts';
import { type Operation, pathPart } from '../operation.ts';

/** `DELETE …/Permissions/{Identity}`: 204, the same as denying all three (Twilio docs). */
export const deletePermission: Operation =
  ({ state }) =>
  (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const document = state.open(service, pathPart(context.req.param('documentSid')), 'write', undefined);
    const identity = pathPart(context.req.param('identity'));
    if (!state.permissions.find(document.sid, identity)) throw notFound(context.req.path);
    state.permissions.remove(document.sid, identity);
    return context.body(null, 204);
  };
