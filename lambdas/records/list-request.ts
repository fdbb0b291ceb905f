import * as v from 'valibot';
import { readDayOrTime } from '#lambdas/contract/day.ts';
import type { MoneyOutcome } from '#lambdas/contract/desk-api.ts';
import { CARD_BRANDS, FIELDS_OF, type PaymentMethod } from '#lambdas/contract/fields.ts';
import { isBetween } from '#lambdas/contract/money.ts';
import { ENDINGS } from '#lambdas/contract/payment-ending.ts';
import { MOST_ID } from '#lambdas/contract/reference-mask.ts';
import { ALLOWED_IN } from '#lambdas/contract/session-actions.ts';
import { currencyCode } from '#lambdas/edge/currency-code.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import { agentName, callSid, must, paySid, validate } from '#lambdas/edge/validate.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { EARLIEST, RECENT_MS, type SessionFilter } from '#lambdas/session/session-filter.ts';
import { LIST_POSITION } from '#lambdas/stores/session-list.ts';

const time = must(
  'must be an existing day such as 2026-11-22, or a time with its offset such as 2026-11-22T14:05:00Z',
  v.exactOptional(v.pipe(v.string(), v.transform(readDayOrTime), v.string())),
);
/** Not by its mask: payments of before it was set are found, too. */
const id = text(MOST_ID);
const amount = must(
  'must be a decimal such as 12.00',
  v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]{1,6}(?:\.[0-9]{1,4})?$/))),
);
const cursor = v.pipe(v.string(), v.transform(openCursor), v.regex(LIST_POSITION));
const states = Object.keys(ALLOWED_IN) as (keyof typeof ALLOWED_IN)[];

const METHODS = Object.keys(FIELDS_OF) as PaymentMethod[];
/** A processor's own reference may be longer than those of a business. */
const MOST_CONFIRMATION = 128;
/** Asks for payments that have none of a thing. */
const NONE = '-';
const MOST_ITEMS = 1_000;

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
    ending: must(`must be one of ${ENDINGS.join(', ')}`, v.exactOptional(v.picklist(ENDINGS))),
    failure: must('must be declined or error', v.exactOptional(v.picklist(['declined', 'error']))),
    outcome: must(`must be one of ${OUTCOMES.join(', ')}`, v.exactOptional(v.picklist(OUTCOMES))),
    callSid: v.exactOptional(callSid),
    paySid: v.exactOptional(paySid),
    lastFour: must('must be four digits', v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]{4}$/)))),
    amount,
    amountFrom: amount,
    amountTo: amount,
    currency: must(
      `must be a three-letter currency code of ISO 4217, such as USD, or ${NONE}`,
      v.exactOptional(v.union([v.literal(NONE), currencyCode])),
    ),
    brand: must(
      `must be one of ${CARD_BRANDS.join(', ')}, or ${NONE}`,
      v.exactOptional(v.picklist([...CARD_BRANDS, NONE])),
    ),
    method: must(`must be one of ${METHODS.join(', ')}`, v.exactOptional(v.picklist(METHODS))),
    reason: must(
      'must be the code of an error, such as 64012 or input-timeout',
      v.exactOptional(v.pipe(v.string(), v.regex(/^(?:[0-9]{5}|[a-z][a-z-]{1,63})$/))),
    ),
    confirmation: text(MOST_CONFIRMATION),
    reference: id,
    customer: id,
    changedSince: time,
    limit: must(
      `must be a number from 1 to ${MOST_ITEMS}`,
      v.exactOptional(
        v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,3}$/), v.transform(Number), v.maxValue(MOST_ITEMS)),
      ),
    ),
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
      ({ amountFrom, amountTo }) => amountFrom === undefined || isBetween(amountFrom, undefined, amountTo),
      'must not be above amountTo',
    ),
    ['amountFrom'],
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
  const { from, to, format: _format, cursor: _cursor, limit: _limit, ...parts } = asked;
  const { agent, currency, brand, changedSince, ...rest } = parts;
  const whose = caller.roles.includes('supervisor') ? named(agent) : caller.username;
  // Otherwise every month up to a far future would be queried.
  const latest = now.getTime() + DAY_MS;
  const end = to === undefined ? latest : Math.min(endOf(to), latest);
  const isNamed = NAMES.some((name) => rest[name] !== undefined);
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
    ...definedOnly({
      agent: whose,
      currency: named(currency),
      brand: named(brand),
      changedSince: changedSince && new Date(changedSince).toISOString(),
    }),
  };
}

/** Few payments have the same, and an index finds them: they are looked for however old they are. */
const NAMES = ['callSid', 'paySid', 'reference', 'customer', 'confirmation', 'lastFour'] as const;

function named<Name extends string>(name: Name | undefined): Exclude<Name, typeof NONE> | '' | undefined {
  return name === NONE ? '' : (name as Exclude<Name, typeof NONE> | undefined);
}

function text(most: number) {
  return must(
    `must be text of at most ${most} characters`,
    v.exactOptional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most))),
  );
}

/** A day without a time means the whole day. */
function endOf(to: string): number {
  return Date.parse(to) + (to.length === 10 ? DAY_MS : 0);
}

function openCursor(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}
