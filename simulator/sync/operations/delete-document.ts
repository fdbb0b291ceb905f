import { parseIfMatch } from '../document-rules.ts';
import { type Operation, pathPart } from '../operation.ts';
import { syncError } from '../sync-error.ts';

/** `DELETE /v1/Services/{Sid}/Documents/{Sid or UniqueName}`: 204; notifies every subscriber. */
export const deleteDocument: Operation =
  ({ state }) =>
  (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const document = state.open(service, pathPart(context.req.param('documentSid')), 'manage', undefined);
    const ifMatch = context.req.header('if-match');
    if (ifMatch !== undefined && parseIfMatch(ifMatch) !== document.revision) throw syncError(54103);
    state.documents.remove(document.sid);
    return context.body(null, 204);
  };
