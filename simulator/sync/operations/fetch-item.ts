import { itemBody } from '../bodies.ts';
import type { CollectionKind } from '../kinds.ts';
import { askedObject, type OperationOf, pathPart } from '../operation.ts';

/** `GET …/Items/{Key or Index}`; the `ETag` is the revision (Twilio docs). */
export const fetchItem: OperationOf<CollectionKind> = (kind) => (operation) => (context) => {
  const collection = askedObject(operation, context, kind, 'read');
  const item = operation.state.item(collection, pathPart(context, 'key'));
  return itemBody(context, operation.account, collection, item);
};
