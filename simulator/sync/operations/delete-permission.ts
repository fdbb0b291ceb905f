import { askedObject, type OperationOf, pathPart } from '../operation.ts';

/** `DELETE …/Permissions/{Identity}`: 204, the same as denying all three (Twilio docs). */
export const deletePermission: OperationOf = (kind) => (operation) => (context) => {
  const { state } = operation;
  const object = askedObject(operation, context, kind, 'write');
  state.permissions.remove(object.sid, state.permission(object, pathPart(context, 'identity')).identity);
  return context.body(null, 204);
};
