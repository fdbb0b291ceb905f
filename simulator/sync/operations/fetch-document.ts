import { documentBody } from '../bodies.ts';
import { type Operation, pathPart } from '../operation.ts';

/** `GET /v1/Services/{Sid}/Documents/{Sid or UniqueName}`; the `ETag` is the revision (Twilio docs). */
export const fetchDocument: Operation =
  ({ state, account }) =>
  (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const document = state.open(service, pathPart(context.req.param('documentSid')), 'read', undefined);
    context.header('ETag', document.revision);
    return context.json(documentBody(context, account.accountSid, document));
  };
