import { metaPage } from '../../http/meta-page.ts';
import { permissionFields } from '../bodies.ts';
import { checkPageSize } from '../data-rules.ts';
import { askedObject, type OperationOf } from '../operation.ts';

/** `GET …/Permissions`. */
export const listPermissions: OperationOf = (kind) => (operation) => (context) => {
  checkPageSize(context.req.query('PageSize'));
  const object = askedObject(operation, context, kind, 'read');
  const permissions = operation.state.permissions
    .list(object.sid)
    .map((permission) => permissionFields(context, operation.account, object, permission));
  return context.json(metaPage(context, 'permissions', permissions));
};
