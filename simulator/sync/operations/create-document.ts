import { readForm, refuseUnknown } from '../../http/form-body.ts';
import { documentBody } from '../bodies.ts';
import { checkUniqueName, parseData, parseTtl } from '../document-rules.ts';
import { type Operation, pathPart } from '../operation.ts';

/** `POST /v1/Services/{Sid}/Documents`: 201; `Data` defaults to an empty object, `UniqueName` to none. */
export const createDocument: Operation =
  ({ state, account }) =>
  async (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const form = await readForm(context);
    refuseUnknown(form, 'createDocument', ['UniqueName', 'Data', 'Ttl']);
    const [name, data, ttl] = [form.get('UniqueName'), form.get('Data'), form.get('Ttl')];
    const document = state.create(service, undefined, {
      ...(name !== undefined && { uniqueName: checkUniqueName(name) }),
      ...(data !== undefined && { data: parseData(data) }),
      ...(ttl !== undefined && { ttlSeconds: parseTtl(ttl) }),
    });
    context.header('ETag', document.revision);
    return context.json(documentBody(context, account.accountSid, document), 201);
  };
