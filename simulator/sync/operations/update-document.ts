import { readForm, refuseUnknown } from '../../http/form-body.ts';
import { documentBody } from '../bodies.ts';
import { parseData, parseIfMatch, parseTtl } from '../document-rules.ts';
import { type Operation, pathPart } from '../operation.ts';

/**
 * `POST /v1/Services/{Sid}/Documents/{Sid or UniqueName}`: replaces all of `Data` and notifies every subscriber. A
 * stale `If-Match` gets 412 with code 54103.
 */
export const updateDocument: Operation =
  ({ state, account }) =>
  async (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const form = await readForm(context);
    refuseUnknown(form, 'updateDocument', ['Data', 'Ttl']);
    const document = state.open(service, pathPart(context.req.param('documentSid')), 'write', undefined);
    const [data, ttl, ifMatch] = [form.get('Data'), form.get('Ttl'), context.req.header('if-match')];
    const updated = state.update(
      document,
      {
        ...(data !== undefined && { data: parseData(data) }),
        ...(ttl !== undefined && { ttlSeconds: parseTtl(ttl) }),
      },
      ifMatch === undefined ? undefined : parseIfMatch(ifMatch),
    );
    context.header('ETag', updated.revision);
    return context.json(documentBody(context, account.accountSid, updated));
  };
