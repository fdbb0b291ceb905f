import { readForm, refuseUnknown } from '../../http/form-body.ts';
import { required } from '../../http/form-values.ts';
import { itemBody } from '../bodies.ts';
import { ITEM_PARAMETERS, readItemChanges } from '../form.ts';
import type { CollectionKind } from '../kinds.ts';
import { askedObject, type OperationOf } from '../operation.ts';

/** `POST …/{Maps|Lists}/{Sid or UniqueName}/Items`: 201; a list's item gets the next index. */
export const createItem: OperationOf<CollectionKind> = (kind) => (operation) => async (context) => {
  const form = await readForm(context);
  const keyName = kind === 'map' ? ['Key'] : [];
  refuseUnknown(form, `create of a ${kind} item`, [...keyName, ...ITEM_PARAMETERS]);
  const collection = askedObject(operation, context, kind, 'write');
  for (const name of [...keyName, 'Data']) required(form.get(name), name);
  const key = kind === 'map' ? form.get('Key') : undefined;
  const item = operation.state.addItem(collection, undefined, key, readItemChanges(kind, form));
  return itemBody(context, operation.account, collection, item, 201);
};
