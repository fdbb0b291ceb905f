import { readForm, refuseUnknown } from '../../http/form-body.ts';
import { readBoolean, required } from '../../http/form-values.ts';
import { permissionFields } from '../bodies.ts';
import { askedObject, type OperationOf, pathPart } from '../operation.ts';
import { syncError } from '../sync-error.ts';

/**
 * `POST …/{Documents|Maps|Lists}/{Sid or UniqueName}/Permissions/{Identity}`: grants or changes; `Read`, `Write` and
 * `Manage` are all required (Twilio docs). Takes effect with the next request and the next event.
 */
export const updatePermission: OperationOf = (kind) => (operation) => async (context) => {
  const object = askedObject(operation, context, kind, 'write');
  const identity = pathPart(context, 'identity');
  if (identity.length > 256) throw syncError(54351);
  const form = await readForm(context);
  refuseUnknown(form, 'update of a permission', ['Read', 'Write', 'Manage']);
  const permission = {
    identity,
    read: required(readBoolean(form, 'Read'), 'Read'),
    write: required(readBoolean(form, 'Write'), 'Write'),
    manage: required(readBoolean(form, 'Manage'), 'Manage'),
  };
  operation.state.permissions.set(object.sid, permission);
  return context.json(permissionFields(context, operation.account, object, permission));
};
