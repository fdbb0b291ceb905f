import * as v from 'valibot';
import type { PaySession, PaySessionList } from './shared/contract.ts';
import { AppError } from './shared/errors.ts';
import * as real from './shared/real-services.ts';
import type { Answer, Caller } from './shared/request.ts';
import type { Services } from './shared/services.ts';
import { ALLOWED_IN } from './shared/session-actions.ts';
import { LIST_POSITION, type SessionFilter } from './shared/session-list.ts';
import { toCsv } from './shared/sessions-csv.ts';
import { showLive } from './shared/sessions-store.ts';
import { forSignedIn, type SignedInRequest } from './shared/signed-in.ts';
import { callSid, invalid, validate } from './shared/validate.ts';

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
  callSid: v.exactOptional(callSid),
  cursor: v.exactOptional(cursor),
  format: v.exactOptional(v.picklist(['json', 'csv']), 'json'),
});
const RULES = {
  from: 'must be an ISO 8601 date or time, not after to',
  to: 'must be an ISO 8601 date or time',
  agent: "must be an agent's name",
  state: `must be active or one of ${states.join(', ')}`,
  callSid: 'must be the SID of a call',
  cursor: 'must be the cursor of the answer before',
  format: 'must be json or csv',
};

const PAGE = 50;
/** Rows of one export; more do not fit into one answer of a function. */
const MOST_ROWS = 5_000;
const DAY_MS = 24 * 60 * 60_000;
/** How far back a list goes when nobody says. */
const USUAL_SPAN_MS = 31 * DAY_MS;
/** No payment was taken before. */
const EARLIEST = '2020-01-01T00:00:00.000Z';

/** `GET /paySessions`: payments by time, newest first; an agent's own, or everybody's for a supervisor. */
export const listPaySessions =
  ({ clock, listing }: Pick<Services, 'clock' | 'listing'>) =>
  async ({ query, caller, log }: SignedInRequest): Promise<Answer> => {
    const asked = validate({ ...query }, schema, RULES);
    const filter = toFilter(asked, caller, clock.now());
    if (asked.format === 'json') {
      const { items, before } = await listing.page(filter, PAGE, asked.cursor);
      const list: PaySessionList = {
        items: items.map(showLive),
        ...(before === undefined ? {} : { cursor: Buffer.from(before).toString('base64url') }),
      };
      return { status: 200, json: list };
    }

    const { items, before } = await listing.page(filter, MOST_ROWS, asked.cursor);
    if (before !== undefined) throw new AppError('TOO_MANY_ROWS');
    log.info('exported', { agent: caller.username });
    return csvAnswer(items.map(showLive), filter);
  };

export const handler = forSignedIn('listPaySessions', listPaySessions, {
  clock: real.clock,
  listing: real.listing,
});

function toFilter(asked: v.InferOutput<typeof schema>, caller: Caller, now: Date): SessionFilter {
  const seesAll = caller.roles.includes('supervisor');
  if (!seesAll && asked.agent !== undefined && asked.agent !== caller.username) {
    throw new AppError('NOT_YOUR_CALL');
  }
  const agent = seesAll ? asked.agent : caller.username;
  // Every month up to a far future would be asked for.
  const latest = now.getTime() + DAY_MS;
  const to = asked.to === undefined ? latest : Math.min(endOf(asked.to), latest);
  if (asked.from !== undefined && asked.to !== undefined && Date.parse(asked.from) > endOf(asked.to)) {
    throw invalid('from', RULES);
  }
  const isNarrow = asked.callSid !== undefined || asked.state === 'active';
  const usual = isNarrow ? EARLIEST : new Date(to - USUAL_SPAN_MS).toISOString();
  const from = asked.from === undefined ? usual : new Date(asked.from).toISOString();
  const { callSid: call, state } = asked;
  return {
    from: from < EARLIEST ? EARLIEST : from,
    to: new Date(to).toISOString(),
    ...(agent === undefined ? {} : { agent }),
    ...(call === undefined ? {} : { callSid: call }),
    ...(state === undefined ? {} : { state }),
  };
}

/** A day without a time means the whole day. */
function endOf(to: string): number {
  return Date.parse(to) + (to.length === 10 ? DAY_MS : 0);
}

function openCursor(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8');
}

function csvAnswer(sessions: readonly PaySession[], { from, to }: SessionFilter): Answer {
  const lastDay = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  return {
    status: 200,
    text: { contentType: 'text/csv; charset=utf-8', content: toCsv(sessions) },
    headers: { 'content-disposition': `attachment; filename="payments_${from.slice(0, 10)}_${lastDay}.csv"` },
  };
}
