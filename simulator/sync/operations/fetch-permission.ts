import { notFound } from '../../http/twilio-error.ts';
import { permissionBody } from '../bodies.ts';
import { type Operation, pathPart } from '../operation.ts';

/** `GET …/Permissions/{Identity}`; 404 with code 20404 when there is no entry (unconfirmed). */
export const fetchPermission: Operation =
  ({ state, account }) =>
  (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const document = state.open(service, pathPart(context.req.param('documentSid')), 'read', undefined);
    const permission = state.permissions.find(document.sid, pathPart(context.req.param('identity')));
    if (!permission) throw notFound(context.req.path);
    return context.json(permissionBody(context, account.accountSid, document, permission));
  };
