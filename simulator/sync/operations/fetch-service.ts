import { serviceFields } from '../bodies.ts';
import { askedService, type Operation } from '../operation.ts';

/** `GET /v1/Services/{Sid}`; `default` names the account's default service (Twilio docs). */
export const fetchService: Operation = (operation) => (context) =>
  context.json(serviceFields(context, operation.account, askedService(operation, context)));
