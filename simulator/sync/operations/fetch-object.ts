import { objectBody } from '../bodies.ts';
import { askedObject, type OperationOf } from '../operation.ts';

/** `GET /v1/Services/{Sid}/{Documents|Maps|Lists}/{Sid or UniqueName}`. */
export const fetchObject: OperationOf = (kind) => (operation) => (context) =>
  objectBody(context, operation.account, askedObject(operation, context, kind, 'read'));
