import { metaPage } from '../../http/meta-page.ts';
import { permissionBody } from '../bodies.ts';
import { type Operation, pathPart } from '../operation.ts';

/** `GET …/Permissions`. */
export const listPermissions: Operation =
  ({ state, account }) =>
  (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const document = state.open(service, pathPart(context.req.param('documentSid')), 'read', undefined);
    const permissions = state.permissions
      .list(document.sid)
      .map((permission) => permissionBody(context, account.accountSid, document, permission));
    return context.json(metaPage(context, 'permissions', permissions));
  };
