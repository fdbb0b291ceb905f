import * as v from 'valibot';
import { readDayOrTime } from '#lambdas/contract/day.ts';
import type { MoneyOutcome } from '#lambdas/contract/desk-api.ts';
import { MOST_ID } from '#lambdas/contract/reference-mask.ts';
import { ALLOWED_IN } from '#lambdas/contract/session-actions.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import { agentName, callSid, must, paySid, validate } from '#lambdas/edge/validate.ts';
import { EARLIEST, RECENT_MS, type SessionFilter } from '#lambdas/session/session-filter.ts';
import { LIST_POSITION } from '#lambdas/stores/session-list.ts';

const time = must(
  'must be an existing day such as 2026-11-22, or a time with its offset such as 2026-11-22T14:05:00Z',
  v.exactOptional(v.pipe(v.string(), v.transform(readDayOrTime), v.string())),
);
/** Not by its mask: payments of before it was set are found, too. */
const id = must(
  `must be text of at most ${MOST_ID} characters`,
  v.exactOptional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MOST_ID))),
);
const cursor = v.pipe(v.string(), v.transform(openCursor), v.regex(LIST_POSITION));
const states = Object.keys(ALLOWED_IN) as (keyof typeof ALLOWED_IN)[];

const OUTCOMES = ['charged', 'saved', 'notCharged', 'unknown'] as const satisfies readonly MoneyOutcome[];

const schema = v.pipe(
  v.strictObject({
    from: time,
    to: time,
    agent: must("must be an agent's name", v.exactOptional(agentName)),
    state: must(
      `must be active or one of ${states.join(', ')}`,
      v.exactOptional(v.picklist([...states, 'active'])),
    ),
    failure: must('must be declined or error', v.exactOptional(v.picklist(['declined', 'error']))),
    outcome: must(`must be one of ${OUTCOMES.join(', ')}`, v.exactOptional(v.picklist(OUTCOMES))),
    callSid: v.exactOptional(callSid),
    paySid: v.exactOptional(paySid),
    lastFour: must('must be four digits', v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]{4}$/)))),
    amount: must(
      'must be a decimal such as 12.00',
      v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]{1,6}(?:\.[0-9]{1,4})?$/))),
    ),
    reference: id,
    customer: id,
    cursor: must('must be the cursor of the previous response', v.exactOptional(cursor)),
    format: must('must be json or csv', v.exactOptional(v.picklist(['json', 'csv']), 'json')),
  }),
  v.forward(
    v.check(
      ({ from, to }) => from === undefined || to === undefined || Date.parse(from) <= endOf(to),
      'must not be after to',
    ),
    ['from'],
  ),
  v.forward(
    v.check(
      ({ failure, state }) => failure === undefined || (state ?? 'failed') === 'failed',
      'goes with state failed or none',
    ),
    ['failure'],
  ),
);

export type ListRequest = v.InferOutput<typeof schema>;

const DAY_MS = 24 * 60 * 60_000;
/** How far back a list goes when no start is given. */
const USUAL_SPAN_MS = 31 * DAY_MS;

/** @throws AppError `INVALID_REQUEST`, `CARD_DIGITS` */
export function readListRequest(given: object): ListRequest {
  return validate({ ...given }, schema);
}

/** True when somebody who is not a supervisor asks for another person's payments. */
export function isOthers({ agent }: ListRequest, caller: Caller): boolean {
  return !caller.roles.includes('supervisor') && agent !== undefined && agent !== caller.username;
}

/** What to look for: an agent's own payments, or everybody's for a supervisor. */
export function filterOf(asked: ListRequest, caller: Caller, now: Date): SessionFilter {
  const { from, to, format: _format, cursor: _cursor, agent, ...rest } = asked;
  const whose = caller.roles.includes('supervisor') ? agent : caller.username;
  // Otherwise every month up to a far future would be queried.
  const latest = now.getTime() + DAY_MS;
  const end = to === undefined ? latest : Math.min(endOf(to), latest);
  const isNamed = [rest.callSid, rest.paySid, rest.reference].some((name) => name !== undefined);
  // Those under way and those in doubt are few, however old they are.
  const isNarrow = isNamed || rest.state === 'active' || rest.outcome === 'unknown';
  // One person's under way began lately, as the sweep ends what hangs: they are found among that person's few of these days.
  const isOnesOwn = !isNamed && rest.state === 'active' && whose !== undefined;
  const span = isOnesOwn ? RECENT_MS : USUAL_SPAN_MS;
  const usual = isNarrow && !isOnesOwn ? EARLIEST : new Date(end - span).toISOString();
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
