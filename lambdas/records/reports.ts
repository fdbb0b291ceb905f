import * as v from 'valibot';
import type { ReportHour, ReportResponse } from '#lambdas/contract/report-api.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { invalid, must, validate } from '#lambdas/edge/validate.ts';
import { type ReportRange, rangeOf } from '#lambdas/session/report-range.ts';
import { addRows, byCurrency, shownOf } from '#lambdas/session/totals.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { viewCloses } from './close-view.ts';

const A_TIME =
  'must be an existing day such as 2026-11-22, or a time with its offset such as 2026-11-22T14:00Z';
const text = v.pipe(v.string(), v.maxLength(64));
const schema = v.strictObject({
  from: must(A_TIME, text),
  to: must(A_TIME, text),
  zone: must('must be the IANA name of a time zone, such as Europe/Berlin', v.exactOptional(text)),
  step: must('must be hour, or absent', v.exactOptional(v.literal('hour'))),
});

const MOST_HOURS = 50;
const HOUR_MS = 60 * 60_000;

type ReportNeeds = Pick<Services, 'clock' | 'closes' | 'listing' | 'rules' | 'totals'>;

/**
 * `GET /reports`: what became of the payments that began in a range, exactly as lists show them at the moment. Holds nothing of
 * a card, so it is no reading of records.
 */
export const showReport =
  ({ clock, closes, listing, rules, totals }: ReportNeeds) =>
  async ({ query }: SignedInRequest): Promise<ApiResponse> => {
    const { step, ...asked } = validate({ ...query }, schema);
    const range = rangeOf(asked, rules.reportZone);
    const at = clock.now().toISOString();
    const counted = step
      ? await hoursOf(totals, range)
      : { rows: await totals.between(range.from, range.to) };
    // A page that looks every few seconds asks for hours, and not for closes.
    const kept = step ? [] : await closes.of(range);
    const views = await viewCloses(kept, counted.rows, listing);
    const report: ReportResponse = { ...range, at, ...counted, closes: views };
    return { status: 200, json: report };
  };

export const handler = forSignedIn('reports', showReport, {
  clock: real.clock,
  closes: real.closes,
  listing: real.listing,
  rules: real.rules,
  totals: real.totals,
});

/** The rows, and each hour of them. */
async function hoursOf(
  totals: Services['totals'],
  { from, to }: ReportRange,
): Promise<Pick<ReportResponse, 'rows' | 'hours'>> {
  if (Date.parse(to) - Date.parse(from) > MOST_HOURS * HOUR_MS) {
    throw invalid('step', `goes with at most ${MOST_HOURS} hours`);
  }
  const hours = await totals.hours(from, to);
  return {
    rows: addRows(hours.flatMap(({ rows }) => rows)).map(shownOf),
    hours: hours.map((hour): ReportHour => ({ from: hour.from, endings: byCurrency(hour.rows) })),
  };
}
