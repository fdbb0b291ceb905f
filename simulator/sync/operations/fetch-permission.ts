import { permissionFields } from '../bodies.ts';
import { askedObject, type OperationOf, pathPart } from '../operation.ts';

/** `GET …/Permissions/{Identity}`; 404 when there is no entry: setting `syncMissingPermissionCode`. */
export const fetchPermission: OperationOf = (kind) => (operation) => (context) => {
  const object = askedObject(operation, context, kind, 'read');
  const permission = operation.state.permission(object, pathPart(context, 'identity'));
  return context.json(permissionFields(context, operation.account, object, permission));
};
