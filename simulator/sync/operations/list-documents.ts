import { metaPage } from '../../http/meta-page.ts';
import { documentBody } from '../bodies.ts';
import { type Operation, pathPart } from '../operation.ts';

/** `GET /v1/Services/{Sid}/Documents`, oldest first. */
export const listDocuments: Operation =
  ({ state, account }) =>
  (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const documents = state.documents
      .list(service.sid)
      .map((document) => documentBody(context, account.accountSid, document));
    return context.json(metaPage(context, 'documents', documents));
  };
