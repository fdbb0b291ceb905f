import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReportRow } from '#lambdas/contract/report-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { beginTrail } from '#lambdas/payment/begin-trail.ts';
import { keepSession, publishSession } from '#lambdas/payment/publish-session.ts';
import { recordCallback } from '#lambdas/payment/record-callback.ts';
import { resolvePaySession } from '#lambdas/payment/resolve-pay-session.ts';
import { type ReducedSession, reduceSession } from '#lambdas/session/reduce-session.ts';
import { addRows, shownOf, tallyOf } from '#lambdas/session/totals.ts';
import { sweep } from '#lambdas/sweep/sweep.ts';
import { verifyHouse } from '#test/infra/operate/audit/support/verify-house.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';
import { openTotalsHouse, type TotalsHouse } from '#test/support/totals-house.ts';

const MINUTE = 60_000;
const START = '2026-11-27T23:38:20.000Z';
const [FROM, TO] = ['2026-11-27T00:00:00.000Z', '2026-11-30T00:00:00.000Z'];
const PAYMENTS = 7;

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const RESULTS = {
  success: { Result: 'success', PaymentConfirmationCode: 'ch_1' },
  declined: { Result: 'payment-connector-error', PayErrorCode: '64012', ConnectorError: 'do_not_honor' },
  unclear: { Result: 'payment-connector-error', PayErrorCode: '64020' },
  hungUp: { Result: 'caller-hung-up' },
  cancelled: { Result: 'transaction-cancelled' },
  card: {
    Capture: 'payment-card-number',
    PaymentCardNumber: 'xxxxxxxxxxxx1111',
    PaymentCardType: 'visa',
    Required: '',
  },
  wrongCard: { Capture: 'payment-card-number', ErrorType: 'invalid-card-number' },
} as const;

const action = fc.record({
  /** Minutes that pass before it. */
  after: fc.constantFrom(0, 0, 0, 1, 3, 14, 31),
  seconds: fc.nat({ max: 59 }),
  payment: fc.nat({ max: PAYMENTS - 1 }),
  act: fc.oneof(
    { weight: 3, arbitrary: fc.constant('start' as const) },
    { weight: 3, arbitrary: fc.constant('complete' as const) },
    { weight: 2, arbitrary: fc.constantFrom('findCharged' as const, 'findNothing' as const) },
    { weight: 8, arbitrary: fc.constantFrom(...(Object.keys(RESULTS) as (keyof typeof RESULTS)[])) },
    { weight: 5, arbitrary: fc.constantFrom('sweep' as const, 'sweepTwice' as const) },
  ),
  /** The process dies before its write of that number; most live. */
  dies: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.nat({ max: 6 }) },
  ),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

describe('totals', () => {
  it('are what lists show at any moment, and after some sweeps what all trails say, whatever is late, repeated or crashes', async () => {
    const enough = performance.now() + 90_000;
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 10, maxLength: 30 }),
        fc.constantFrom(1, 3),
        async (actions, shards) => {
          // On a busy machine fewer runs will do: one that is interrupted would outlive its database.
          if (performance.now() > enough) return;
          const place = await openTotalsHouse(START, shards);
          const paySids = Array.from({ length: PAYMENTS }, () => newSid('PK'));
          for (const one of actions) {
            place.pass(one.after * MINUTE + one.seconds * 1000);
            await carryOut(place, paySids[one.payment] ?? '', one);
            expect(await place.totals.between(FROM, TO)).toEqual(await keptIn(place, paySids));
            expect((await verifyHouse(place)).findings).toEqual([]);
          }
          for (const minutes of [2, 40, 1, 61, 2, 2, 61, 2]) {
            place.pass(minutes * MINUTE);
            await sweep(place, place.log, () => 55_000);
          }
          expect(place.lines.filter(({ message }) => message === 'totals not counted').length).toBeLessThan(
            actions.length,
          );
          expect(await verifyHouse(place)).toEqual({ findings: [], behind: 0 });
          const rows = await place.totals.between(FROM, TO);
          expect(rows).toEqual(await foldOf(place, paySids));
          // By the tree alone: nothing is left to be read live.
          const progress = await place.counting.progress.read();
          expect(progress.open).toEqual([]);
          expect(await place.counting.progress.marks()).toEqual([]);
          // And however the range is cut.
          const hours = await place.totals.hours('2026-11-27T23:15:00.000Z', '2026-11-29T01:00:00.000Z');
          expect(addRows(hours.flatMap((hour) => hour.rows)).map(shownOf)).toEqual(rows);
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
  }, 300_000);
});

async function carryOut(place: TotalsHouse, paySid: string, { act, dies }: Action): Promise<void> {
  const services = dies === undefined ? place : place.dyingAt(dies);
  try {
    if (act === 'sweep') await sweep(services, place.log, () => 55_000);
    else if (act === 'sweepTwice') {
      // The one that dies leaves the other at work.
      await Promise.allSettled([
        sweep(services, place.log, () => 55_000),
        sweep(place, place.log, () => 55_000),
      ]);
    } else if (act === 'start') await start(services, paySid, place);
    else if (act === 'complete') await complete(services, paySid, place);
    else if (act === 'findCharged' || act === 'findNothing') await find(services, paySid, act, place);
    else await callback(services, paySid, act, place);
  } catch {
    // It died, or was refused: both are part of what happens.
  }
}

type Acting = ReturnType<TotalsHouse['servicesOn']>;

async function start(alive: Acting, paySid: string, { log, ...place }: TotalsHouse): Promise<void> {
  // A start that is recorded after the end is kept at once, and nobody looks for a crash among that.
  const known = await place.trail.read(paySid);
  const services = known.length > 0 && isOver(reduceSession(known).session.state) ? place : alive;
  const number = Number.parseInt(paySid.slice(2, 10), 16);
  const facts = {
    callSid: `CA${paySid.slice(2)}`,
    agent: number % 2 ? 'ana' : 'ben',
    ...(number % 5
      ? { chargeAmount: `${number % 7}.50`, currency: number % 3 ? 'USD' : 'EUR' }
      : { tokenType: 'reusable' as const }),
  };
  const draft = { type: 'started', facts, by: facts.agent } as const;
  const { events } = await beginTrail(services, paySid, {
    draft,
    otherwise: (known) => (known.some(({ type }) => type === 'started') ? undefined : draft),
  });
  if (events.length > 1) await keepSession(services, events, log);
}

async function complete(services: Acting, paySid: string, { log }: TotalsHouse): Promise<void> {
  const { events } = await services.trail.append(paySid, (known) => {
    const isOpen = known.length > 0 && !isOver(reduceSession(known).session.state);
    return isOpen ? { type: 'completeRequested', by: 'ana' } : undefined;
  });
  if (events.length > 0) await keepSession(services, events, log);
}

async function find(
  services: Acting,
  paySid: string,
  act: 'findCharged' | 'findNothing',
  { log }: TotalsHouse,
): Promise<void> {
  const finding = act === 'findCharged' ? 'charged' : 'notCharged';
  await resolvePaySession(services)({
    body: JSON.stringify({ paySid, finding, note: 'seen at the processor' }),
    caller: { username: 'sam', roles: ['supervisor'] },
    requestId: 'r',
    log,
  } as unknown as SignedInRequest);
}

async function callback(
  services: Acting,
  paySid: string,
  act: keyof typeof RESULTS,
  { clock, log }: TotalsHouse,
): Promise<void> {
  const form: Readonly<Record<string, string>> = {
    CallSid: `CA${paySid.slice(2)}`,
    DateUpdated: clock.now().toISOString(),
    ...RESULTS[act],
  };
  for (let time = 1; time <= 2; time += 1) {
    const outcome = await recordCallback(services, paySid, (name) => form[name], `${paySid}-${act}`, log);
    await publishSession(services, outcome, log);
  }
}

/** What lists show. */
async function keptIn({ sessions }: TotalsHouse, paySids: readonly string[]): Promise<readonly ReportRow[]> {
  const kept = await Promise.all(paySids.map((paySid) => sessions.find(paySid)));
  return totalsOf(kept.filter((one) => one !== undefined));
}

/** What all trails say. */
async function foldOf({ trail }: TotalsHouse, paySids: readonly string[]): Promise<readonly ReportRow[]> {
  const trails = await Promise.all(paySids.map((paySid) => trail.read(paySid)));
  return totalsOf(trails.filter((events) => events.length > 0).map(reduceSession));
}

function totalsOf(payments: readonly ReducedSession[]): readonly ReportRow[] {
  return addRows(payments.map(tallyOf)).map(shownOf);
}
