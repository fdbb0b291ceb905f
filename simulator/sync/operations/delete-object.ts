import { askedObject, askedRevision, type OperationOf } from '../operation.ts';

/** `DELETE /v1/Services/{Sid}/{Documents|Maps|Lists}/{Sid or UniqueName}`: 204; notifies every subscriber. */
export const deleteObject: OperationOf = (kind) => (operation) => (context) => {
  operation.state.remove(askedObject(operation, context, kind, 'manage'), askedRevision(context));
  return context.body(null, 204);
};
