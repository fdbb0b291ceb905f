import { readForm } from '../../http/form-body.ts';
import { serviceFields } from '../bodies.ts';
import type { Operation } from '../operation.ts';
import { readServiceForm } from '../service-form.ts';

/** `POST /v1/Services`: 201 with a new service; its ACL is off by default. */
export const createService: Operation =
  ({ state, account }) =>
  async (context) => {
    const changes = readServiceForm(await readForm(context), 'createService');
    return context.json(serviceFields(context, account, state.services.create(changes)), 201);
  };
