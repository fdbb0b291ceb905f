import { dateFilters, type Filters } from '../http/uri-page.ts';
import type { Call } from '../services.ts';
import { shownTimes } from './call-body.ts';

/** What narrows the list of calls (Twilio docs). */
export const CALL_FILTERS: Filters<Call> = {
  Status: ({ status }, asked) => status === asked,
  ParentCallSid: ({ parentCallSid }, asked) => parentCallSid === asked,
  To: ({ to }, asked) => to === asked,
  From: ({ from }, asked) => from === asked,
  ...dateFilters<Call>('StartTime', (call) => shownTimes(call).start),
  ...dateFilters<Call>('EndTime', (call) => shownTimes(call).end),
};
