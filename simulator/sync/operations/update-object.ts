import { readForm, refuseUnknown } from '../../http/form-body.ts';
import { objectBody } from '../bodies.ts';
import { objectParameters, readChanges } from '../form.ts';
import { askedObject, askedRevision, type OperationOf } from '../operation.ts';

/**
 * `POST /v1/Services/{Sid}/{Documents|Maps|Lists}/{Sid or UniqueName}`: replaces all of a document's `Data` and notifies
 * every subscriber, or changes how long the object lives.
 */
export const updateObject: OperationOf = (kind) => (operation) => async (context) => {
  const form = await readForm(context);
  refuseUnknown(form, `update of a ${kind}`, objectParameters(kind));
  const object = askedObject(operation, context, kind, 'write');
  const updated = operation.state.update(object, readChanges(kind, form), askedRevision(context));
  return objectBody(context, operation.account, updated);
};
