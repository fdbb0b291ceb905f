import { readForm } from '../../http/form-body.ts';
import { serviceFields } from '../bodies.ts';
import { askedService, type Operation } from '../operation.ts';
import { readServiceForm } from '../service-form.ts';

/** `POST /v1/Services/{Sid}`: changes the given parameters, mainly `AclEnabled`, and leaves the rest. */
export const updateService: Operation = (operation) => async (context) => {
  const { state, account } = operation;
  const service = askedService(operation, context);
  const changes = readServiceForm(await readForm(context), 'updateService');
  return context.json(serviceFields(context, account, state.services.update(service, changes)));
};
