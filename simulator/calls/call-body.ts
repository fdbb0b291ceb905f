import { rfc2822 } from '../http/dates.ts';
import type { Call } from '../services.ts';
import { durationSeconds } from './leg.ts';

/**
 * The Call resource as the 2010 API shows it (Twilio docs; the API description's field order).
 *
 * @param sidOf the SID of one of the account's numbers
 */
export function callBody(
  call: Call,
  accountSid: string,
  sidOf: (number: string) => string | undefined,
): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}`;
  const { start, end } = shownTimes(call);
  return {
    sid: call.sid,
    date_created: rfc2822(call.dateCreated),
    date_updated: rfc2822(call.dateUpdated),
    parent_call_sid: call.parentCallSid ?? null,
    account_sid: accountSid,
    to: call.to,
    to_formatted: formatted(call.to),
    from: call.from,
    from_formatted: formatted(call.from),
    phone_number_sid: sidOf(call.direction === 'inbound' ? call.to : call.from) ?? null,
    status: call.status,
    start_time: start ? rfc2822(start) : null,
    end_time: end ? rfc2822(end) : null,
    duration: call.status === 'completed' ? String(durationSeconds(call)) : null,
    price: null,
    price_unit: 'USD',
    direction: call.direction,
    answered_by: null,
    api_version: '2010-04-01',
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: '0',
    trunk_sid: null,
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(SUBRESOURCES.map(([name, path]) => [name, `${uri}/${path}.json`])),
  };
}

/**
 * The times of a call as the API shows them (Twilio docs): a start once it has been dialled, an end only when it
 * completed. The start of an answered call is the answer, so that the two differ by what is billed (observed).
 */
export function shownTimes(call: Call): { readonly start?: Date; readonly end?: Date } {
  const start = call.startTime ?? (call.status === 'queued' ? undefined : call.dateCreated);
  const end = call.status === 'completed' ? call.endTime : undefined;
  return { ...(start ? { start } : {}), ...(end ? { end } : {}) };
}

/** A North American number as people there write it; anything else unchanged (Twilio docs). */
function formatted(address: string): string {
  return address.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
}

const SUBRESOURCES = [
  ['notifications', 'Notifications'],
  ['recordings', 'Recordings'],
  ['payments', 'Payments'],
  ['events', 'Events'],
  ['siprec', 'Siprec'],
  ['streams', 'Streams'],
  ['transcriptions', 'Transcriptions'],
  ['user_defined_message_subscriptions', 'UserDefinedMessageSubscriptions'],
  ['user_defined_messages', 'UserDefinedMessages'],
] as const;
