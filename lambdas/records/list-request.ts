import * as v from 'valibot';
import { ALLOWED_IN } from '#lambdas/contract/session-actions.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import { callSid, invalid, paySid, validate } from '#lambdas/edge/validate.ts';
import type { SessionFilter } from '#lambdas/session/session-filter.ts';
import { LIST_POSITION } from '#lambdas/stores/session-list.ts';

const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d))?$/),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);
const cursor = v.pipe(v.string(), v.transform(openCursor), v.regex(LIST_POSITION));
const states = Object.keys(ALLOWED_IN) as (keyof typeof ALLOWED_IN)[];

const schema = v.strictObject({
  from: v.exactOptional(time),
  to: v.exactOptional(time),
  agent: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
  state: v.exactOptional(v.picklist([...states, 'active'])),
  failure: v.exactOptional(v.picklist(['declined', 'error'])),
  callSid: v.exactOptional(callSid),
  paySid: v.exactOptional(paySid),
  lastFour: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]{4}$/))),
  amount: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]{1,6}(?:\.[0-9]{1,4})?$/))),
  cursor: v.exactOptional(cursor),
  format: v.exactOptional(v.picklist(['json', 'csv']), 'json'),
});
const RULES = {
  from: 'must be an ISO 8601 date or time, not after to',
  to: 'must be an ISO 8601 date or time',
  agent: "must be an agent's name",
  state: `must be active or one of ${states.join(', ')}`,
  failure: 'must be declined or error, and goes with state failed or none',
  callSid: 'must be the SID of a call',
  paySid: 'must be the SID of a payment session',
  lastFour: 'must be four digits',
  amount: 'must be a decimal such as 12.00',
  cursor: 'must be the cursor of the answer before',
  format: 'must be json or csv',
};

export type ListRequest = v.InferOutput<typeof schema>;

const DAY_MS = 24 * 60 * 60_000;
/** How far back a list goes when nobody says. */
const USUAL_SPAN_MS = 31 * DAY_MS;
/** No payment was taken before. */
const EARLIEST = '2020-01-01T00:00:00.000Z';

/** @throws AppError `INVALID_REQUEST`, `CARD_DIGITS` */
export function readListRequest(query: Readonly<Record<string, string>>): ListRequest {
  const asked = validate({ ...query }, schema, RULES);
  if (asked.from !== undefined && asked.to !== undefined && Date.parse(asked.from) > endOf(asked.to)) {
    throw invalid('from', RULES);
  }
  if (asked.failure !== undefined && (asked.state ?? 'failed') !== 'failed') throw invalid('failure', RULES);
  return asked;
}

/** True when somebody who is no supervisor asks for another's payments. */
export function isOthers({ agent }: ListRequest, caller: Caller): boolean {
  return !caller.roles.includes('supervisor') && agent !== undefined && agent !== caller.username;
}

/** What to look for: an agent's own payments, or everybody's for a supervisor. */
export function filterOf(asked: ListRequest, caller: Caller, now: Date): SessionFilter {
  const { from, to, format: _format, cursor: _cursor, agent, ...rest } = asked;
  const whose = caller.roles.includes('supervisor') ? agent : caller.username;
  // Every month up to a far future would be asked for.
  const latest = now.getTime() + DAY_MS;
  const end = to === undefined ? latest : Math.min(endOf(to), latest);
  const isNarrow = rest.callSid !== undefined || rest.paySid !== undefined || rest.state === 'active';
  const usual = isNarrow ? EARLIEST : new Date(end - USUAL_SPAN_MS).toISOString();
  const start = from === undefined ? usual : new Date(from).toISOString();
  return {
    ...rest,
    from: start < EARLIEST ? EARLIEST : start,
    to: new Date(end).toISOString(),
    ...(whose === undefined ? {} : { agent: whose }),
  };
}

/** A day without a time means the whole day. */
function endOf(to: string): number {
  return Date.parse(to) + (to.length === 10 ? DAY_MS : 0);
}

function openCursor(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}
