import * as v from 'valibot';
import { AppError } from '#lambdas/contract/errors.ts';
import { endingOf } from '#lambdas/contract/payment-ending.ts';
import type { ReportRow, UnsettledPayment } from '#lambdas/contract/report-api.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { must, readBody } from '#lambdas/edge/validate.ts';
import { type ReportRange, rangeOf } from '#lambdas/session/report-range.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { viewCloses } from './close-view.ts';

/** Payments that a close names; of more it says how many. */
const MOST_NAMED = 500;

const schema = v.strictObject({
  from: must('must be a day or a time', v.string()),
  to: must('must be a day or a time', v.string()),
  zone: must('must be the IANA name of a time zone', v.exactOptional(v.string())),
});

export type CloseNeeds = Pick<Services, 'clock' | 'closes' | 'listing' | 'rules' | 'totals'>;

/**
 * `POST /reports/close`: writes down what a range that is over holds now, who says so, and whose result nobody knows yet.
 * Nothing of it can be changed; a second close is one more. For supervisors.
 */
export const closeReport =
  ({ clock, closes, listing, rules, totals }: CloseNeeds) =>
  async ({ body, caller, requestId, log }: SignedInRequest): Promise<ApiResponse> => {
    const range = rangeOf(readBody(body, schema), rules.reportZone);
    if (clock.now().toISOString() < range.to) throw new AppError('REPORT_OPEN');
    // Named before they are counted: one that is settled in between is named, and its row says what became of it.
    const named = await findUnsettled(listing, range);
    const rows = await totals.between(range.from, range.to);
    const close = await closes.append(
      {
        ...range,
        by: caller.username,
        requestId,
        unsettled: named.slice(0, MOST_NAMED),
        unsettledCount: named.length > MOST_NAMED ? countUnsettled(rows) : named.length,
      },
      rows,
    );
    log.info('closed', { agent: caller.username });
    const [json] = await viewCloses([close], rows, listing);
    return { status: 201, json };
  };

export const handler = forSignedIn('closeReport', closeReport, {
  clock: real.clock,
  closes: real.closes,
  listing: real.listing,
  rules: real.rules,
  totals: real.totals,
});

/** Payments of the range whose result is not known, then those under way, newest first; one too many says that there are more. */
async function findUnsettled(
  listing: CloseNeeds['listing'],
  { from, to }: ReportRange,
): Promise<readonly UnsettledPayment[]> {
  const limits = { size: MOST_NAMED + 1 };
  // In this order, so that one that ends in between is found: it may be there twice.
  const open = await listing.page({ from, to, state: 'active' }, limits);
  const unknown = await listing.page({ from, to, outcome: 'unknown' }, limits);
  const ended = new Set(unknown.items.map(({ session }) => session.paySid));
  const rest = open.items.filter(({ session }) => !ended.has(session.paySid));
  return [...unknown.items, ...rest].flatMap(({ session }): UnsettledPayment[] => {
    const ending = endingOf(session);
    return ending === 'unknown' || ending === 'open' ? [{ paySid: session.paySid, ending }] : [];
  });
}

function countUnsettled(rows: readonly ReportRow[]): number {
  const count = (row: ReportRow) => (row.endings.unknown?.count ?? 0) + (row.endings.open?.count ?? 0);
  return rows.reduce((sum, row) => sum + count(row), 0);
}
