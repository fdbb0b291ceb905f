import type { CollectionKind } from '../kinds.ts';
import { askedObject, askedRevision, type OperationOf, pathPart } from '../operation.ts';

/** `DELETE …/Items/{Key or Index}`: 204; notifies every subscriber. */
export const deleteItem: OperationOf<CollectionKind> =
  (kind) =>
  ({ state, account }) =>
  (context) => {
    const collection = askedObject({ state, account }, context, kind, 'write');
    const item = state.item(collection, pathPart(context, 'key'));
    state.removeItem(collection, item, askedRevision(context));
    return context.body(null, 204);
  };
