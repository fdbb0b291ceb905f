import { readForm } from '../../http/form-body.ts';
import { serviceBody } from '../bodies.ts';
import { type Operation, pathPart } from '../operation.ts';
import { readServiceForm } from '../service-form.ts';

/** `POST /v1/Services/{Sid}`: changes the given parameters, mainly `AclEnabled`, and leaves the rest. */
export const updateService: Operation =
  ({ state, account }) =>
  async (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    const changes = readServiceForm(await readForm(context), 'updateService');
    return context.json(serviceBody(context, account.accountSid, state.services.update(service, changes)));
  };
