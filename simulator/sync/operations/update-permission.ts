import { readForm, refuseUnknown } from '../../http/form-body.ts';
import { readBoolean, required } from '../../http/form-values.ts';
import { permissionBody } from '../bodies.ts';
import { type Operation, pathPart } from '../operation.ts';
import { syncError } from '../sync-error.ts';

/**
 * `POST …/Documents/{Sid or UniqueName}/Permissions/{Identity}`: grants or changes; `Read`, `Write` and `Manage` are
 * all required (Twilio docs). Takes effect with the next request and the next event.
 */
export const updatePermission: Operation =
  ({ state, account }) =>
  async (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const document = state.open(service, pathPart(context.req.param('documentSid')), 'write', undefined);
    const identity = pathPart(context.req.param('identity'));
    if (identity.length > 256) throw syncError(54351);
    const form = await readForm(context);
    refuseUnknown(form, 'updatePermission', ['Read', 'Write', 'Manage']);
    const permission = {
      identity,
      read: required(readBoolean(form, 'Read'), 'Read'),
      write: required(readBoolean(form, 'Write'), 'Write'),
      manage: required(readBoolean(form, 'Manage'), 'Manage'),
    };
    state.permissions.set(document.sid, permission);
    return context.json(permissionBody(context, account.accountSid, document, permission));
  };
