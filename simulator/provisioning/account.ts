import { rfc2822 } from '../http/dates.ts';
import { type Operation, recordOf } from './operation.ts';

/** `GET /2010-04-01/Accounts/{AC}.json`. */
export const fetchAccount: Operation = (state) => (context) => {
  const { accountSid, authToken } = state.options.account;
  recordOf(context, new Map([[accountSid, true]]));
  const uri = `/2010-04-01/Accounts/${accountSid}`;
  return context.json({
    sid: accountSid,
    owner_account_sid: accountSid,
    auth_token: authToken,
    friendly_name: 'Simulated account',
    status: 'active',
    type: 'Full',
    date_created: rfc2822(state.startedAt),
    date_updated: rfc2822(state.startedAt),
    uri: `${uri}.json`,
    subresource_uris: {
      applications: `${uri}/Applications.json`,
      calls: `${uri}/Calls.json`,
      incoming_phone_numbers: `${uri}/IncomingPhoneNumbers.json`,
      keys: `${uri}/Keys.json`,
    },
  });
};
