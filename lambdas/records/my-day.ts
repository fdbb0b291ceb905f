import * as v from 'valibot';
import { readDayOrTime } from '#lambdas/contract/day.ts';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { endingOf } from '#lambdas/contract/payment-ending.ts';
import type { MyDayResponse, MyPayment } from '#lambdas/contract/report-api.ts';
import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forSignedIn, type SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { invalid, must, validate } from '#lambdas/edge/validate.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { RECENT_MS } from '#lambdas/session/session-filter.ts';
import { byCurrency, tallyOf } from '#lambdas/session/totals.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/** The longest day lasts 25 hours; the rest is for clocks that differ. */
const LONGEST_DAY_MS = 36 * 60 * 60_000;
/** Payments one person takes in {@link RECENT_MS}, with room to spare. */
const MOST = 5_000;
const LATEST = 5;

const FROM = 'must be when the day began, within the last 36 hours, such as 2026-11-22T05:00:00Z';

const schema = v.strictObject({
  from: must(FROM, v.pipe(v.string(), v.transform(readDayOrTime), v.string(), v.regex(/T/))),
});

/**
 * `GET /myDay`: what an agent took since the day began, and which of the last days' payments have no known result. Their own
 * only, and nothing of a card, so it is no reading of records.
 */
export const showMyDay =
  ({ clock, listing }: Pick<Services, 'clock' | 'listing'>) =>
  async ({ caller, query }: SignedInRequest): Promise<ApiResponse> => {
    const { from } = validate({ ...query }, schema);
    const now = clock.now().getTime();
    if (Date.parse(from) < now - LONGEST_DAY_MS) throw invalid('from', FROM);
    const end = now + 60_000;
    const recent = { from: new Date(end - RECENT_MS).toISOString(), to: new Date(end).toISOString() };
    const { items } = await listing.page({ ...recent, agent: caller.username }, { size: MOST });
    const sessions = items.map(({ session }) => session);
    const today = sessions.filter(({ startedAt }) => startedAt >= from);
    const response: MyDayResponse = {
      at: new Date(now).toISOString(),
      latest: today.slice(0, LATEST).map(viewPayment),
      totals: byCurrency(today.map((session) => tallyOf({ session, misses: 0 }))),
      unknown: sessions.filter((session) => endingOf(session) === 'unknown').map(viewPayment),
    };
    return { status: 200, json: response };
  };

export const handler = forSignedIn('myDay', showMyDay, { clock: real.clock, listing: real.listing });

function viewPayment(session: PaySession): MyPayment {
  const { paySid, callSid, startedAt, chargeAmount, currency, reference } = session;
  const ending = endingOf(session);
  return { paySid, callSid, ending, ...definedOnly({ chargeAmount, currency, reference }), startedAt };
}
