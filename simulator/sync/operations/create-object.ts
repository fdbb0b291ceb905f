import { readForm, refuseUnknown } from '../../http/form-body.ts';
import { objectBody } from '../bodies.ts';
import { checkUniqueName } from '../data-rules.ts';
import { objectParameters, readChanges } from '../form.ts';
import { askedService, type OperationOf } from '../operation.ts';

/** `POST /v1/Services/{Sid}/{Documents|Maps|Lists}`: 201; a document's `Data` defaults to an empty object. */
export const createObject: OperationOf = (kind) => (operation) => async (context) => {
  const service = askedService(operation, context);
  const form = await readForm(context);
  refuseUnknown(form, `create of a ${kind}`, ['UniqueName', ...objectParameters(kind)]);
  const name = form.get('UniqueName');
  const created = operation.state.create(service, kind, undefined, {
    ...(name !== undefined && { uniqueName: checkUniqueName(name) }),
    ...readChanges(kind, form),
  });
  return objectBody(context, operation.account, created, 201);
};
