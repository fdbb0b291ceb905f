import { readForm, refuseUnknown } from '../../http/form-body.ts';
import { itemBody } from '../bodies.ts';
import { ITEM_PARAMETERS, readItemChanges } from '../form.ts';
import type { CollectionKind } from '../kinds.ts';
import { askedObject, askedRevision, type OperationOf, pathPart } from '../operation.ts';

/** `POST …/Items/{Key or Index}`: replaces all of `Data`. A key that is absent is not created (observed). */
export const updateItem: OperationOf<CollectionKind> = (kind) => (operation) => async (context) => {
  const { state, account } = operation;
  const form = await readForm(context);
  refuseUnknown(form, `update of a ${kind} item`, ITEM_PARAMETERS);
  const collection = askedObject(operation, context, kind, 'write');
  const item = state.item(collection, pathPart(context, 'key'));
  const updated = state.updateItem(collection, item, readItemChanges(kind, form), askedRevision(context));
  return itemBody(context, account, collection, updated);
};
