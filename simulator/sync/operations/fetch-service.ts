import { serviceBody } from '../bodies.ts';
import { type Operation, pathPart } from '../operation.ts';

/** `GET /v1/Services/{Sid}`; `default` names the account's default service (Twilio docs). */
export const fetchService: Operation =
  ({ state, account }) =>
  (context) => {
    const service = state.service(pathPart(context.req.param('serviceSid')));
    return context.json(serviceBody(context, account.accountSid, service));
  };
