import type { PaySession, PaySessionList } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { ApiResponse, Caller } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import type { AccessDraft } from '#lambdas/session/access-event.ts';
import type { SessionFilter } from '#lambdas/session/session-filter.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { filterOf, isOthers, type ListRequest, readListRequest } from './list-request.ts';
import { notedName } from './noted-name.ts';
import { toCsv } from './sessions-csv.ts';

const PAGE = 50;
/** Rows of one export; more do not fit into one response of a function. */
const MOST_ROWS = 5_000;
/** Payments an export looks at: what can be read well within the time of a function. */
const MOST_EXAMINED = 40_000;

export type ListNeeds = Pick<Services, 'access' | 'clock' | 'listing'>;

/**
 * `GET /paySessions`: payments by time, newest first; an agent's own, or everybody's for a supervisor. Recorded in the
 * access log before anything is shown.
 */
export const listPaySessions = (services: ListNeeds) => (request: SignedInRequest) =>
  showPayments(services, request, readListRequest(request.query));

/** The same list, however it was asked for. */
export async function showPayments(
  { access, clock, listing }: ListNeeds,
  { caller, requestId, log }: SignedInRequest,
  asked: ListRequest,
): Promise<ApiResponse> {
  const isExport = asked.format === 'csv';
  const note = (rows: number): Omit<AccessDraft, 'outcome'> => ({
    action: isExport ? 'export' : 'search',
    by: caller.username,
    filter: notedFilter(asked, rows),
    requestId,
  });
  if (isOthers(asked, caller)) {
    await access.record({ ...note(0), outcome: 'refused' });
    throw new AppError('NOT_YOUR_CALL');
  }
  const filter = filterOf(asked, caller, clock.now());
  const size = caller.roles.includes('supervisor') ? (asked.limit ?? PAGE) : PAGE;
  const limits = isExport ? { size: MOST_ROWS, mostExamined: MOST_EXAMINED } : { size };
  const { items, before } = await listing.page(filter, limits, asked.cursor);
  if (isExport && before !== undefined) throw new AppError('TOO_MANY_ROWS');

  if (isExport || !isOwnWork(filter, caller)) {
    await access.record({ ...note(items.length), outcome: 'allowed', rows: items.length });
  }
  if (isExport) {
    log.info('exported', { agent: caller.username });
    return csvResponse(
      items.map(({ session }) => session),
      filter,
    );
  }
  const list: PaySessionList = {
    items: items.map(({ session }) => session),
    ...(before === undefined ? {} : { cursor: Buffer.from(before).toString('base64url') }),
  };
  return { status: 200, json: list };
}

export const handler = forSignedIn('listPaySessions', listPaySessions, {
  access: real.access,
  clock: real.clock,
  listing: real.listing,
});

/** A desk that looks for its open payment is at work, not reading records. */
function isOwnWork({ agent, state }: SessionFilter, caller: Caller): boolean {
  return state === 'active' && agent === caller.username;
}

/** What was asked for, as the access log keeps it: digits of a card, and what may hold some, only as the fact that they were given. */
function notedFilter(asked: ListRequest, rows: number): Readonly<Record<string, string>> {
  const { format: _, limit: __, cursor, lastFour, confirmation, ...shown } = asked;
  const { agent, callSid, paySid, reference, customer, ...rest } = shown;
  const named = Object.entries(definedOnly({ agent, callSid, paySid, reference, customer }));
  return {
    ...rest,
    ...Object.fromEntries(named.map(([field, name]) => [field, notedName(name, rows)])),
    ...(lastFour === undefined ? {} : { lastFour: 'given' }),
    ...(confirmation === undefined ? {} : { confirmation: 'given' }),
    ...(cursor === undefined ? {} : { page: 'next' }),
  };
}

function csvResponse(sessions: readonly PaySession[], { from, to }: SessionFilter): ApiResponse {
  const lastDay = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  return {
    status: 200,
    text: { contentType: 'text/csv; charset=utf-8', content: toCsv(sessions) },
    headers: {
      'content-disposition': `attachment; filename="payments_${from.slice(0, 10)}_${lastDay}.csv"`,
      'x-row-count': String(sessions.length),
    },
  };
}
