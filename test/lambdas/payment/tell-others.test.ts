import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cancelPaySession } from '#lambdas/payment/cancel-pay-session.ts';
import { resolvePaySession } from '#lambdas/payment/resolve-pay-session.ts';
import { startPaySession } from '#lambdas/payment/start-pay-session.ts';
import { recordStatus } from '#lambdas/payment/status-callback.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { type SweepNeeds, sweep } from '#lambdas/sweep/sweep.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { ANA, DESK_URL, type HandlerHouse, openHouse, SAM } from '#test/support/handler-house.ts';
import { at, readyPayment, startPayment } from '#test/support/payment-steps.ts';
import { sweepLater } from '#test/support/sweep-later.ts';

const MINUTE = 60_000;
const SUCCESS = {
  Result: 'success',
  PaymentConfirmationCode: 'ch_1',
  PaymentToken: 'tok_secret',
  ChargeAmount: '12.00',
  DateUpdated: at(9),
};

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(() => house.twilio.forget());

const told = (paySid: string) => house.bus.about(paySid).map(({ type }) => type.replace('payment.', ''));
const marks = async () => (await real.outbox().all()).map(({ paySid }) => paySid);
const underWay = async () => (await real.listing().underWay()).map(({ paySid }) => paySid);

describe('other systems', () => {
  it('hear of a start at once, and again with the end', async () => {
    const pay = await readyPayment(house);
    expect(told(pay.paySid)).toEqual(['started']);
    await pay.complete();
    expect(told(pay.paySid)).toEqual(['started']);
    await pay.callback(SUCCESS);
    expect(told(pay.paySid)).toEqual(['started', 'started', 'succeeded']);

    const [first, again, end] = house.bus.about(pay.paySid);
    expect(again).toEqual(first);
    expect(end).toMatchObject({
      agent: 'ana',
      amount: '12.00',
      confirmation: 'ch_1',
      lastFour: '1111',
      outcome: 'charged',
      link: `${DESK_URL}payments/${pay.paySid}`,
    });
    expect(JSON.stringify(house.bus.events)).not.toMatch(/tok_secret|1228/);
    expect(await marks()).toEqual([]);
  });

  it('hear of what a bus did not take at first', async () => {
    for (const script of ['partly', 'fail', 'reset'] as const) {
      const pay = await readyPayment(house);
      await pay.complete();
      house.bus.next(script);
      await pay.callback(SUCCESS);
      expect(new Set(told(pay.paySid))).toEqual(new Set(['started', 'succeeded']));
      expect(await marks()).toEqual([]);
    }
  });

  it('hear later of what a bus never took, while lists show the end', async () => {
    const pay = await readyPayment(house);
    await pay.complete();
    house.bus.next('fail', 'partly');
    await pay.callback(SUCCESS);
    expect(told(pay.paySid)).not.toContain('succeeded');
    expect(await underWay()).not.toContain(pay.paySid);
    expect(await marks()).toEqual([pay.paySid]);

    house.bus.next('fail', 'fail');
    const { lines } = await sweepLater(MINUTE);
    expect(lines).toContainEqual(expect.objectContaining({ message: 'others not told', paySid: pay.paySid }));
    house.bus.next('fail', 'fail');
    const later = await sweepLater(6 * MINUTE);
    expect(later.lines).toContainEqual(
      expect.objectContaining({ message: 'others told late', paySid: pay.paySid }),
    );
    await sweepLater(MINUTE);
    expect(told(pay.paySid)).toContain('succeeded');
    expect(await marks()).toEqual([]);
  });

  it('hear of it too when neither bus nor outbox can be written', async () => {
    const pay = await readyPayment(house);
    await pay.complete();
    house.bus.next('fail', 'fail');
    const broken = { ...real.outbox(), mark: () => Promise.reject(new Error('no table')) };
    await record(pay.paySid, SUCCESS, { outbox: broken });
    expect(await underWay()).toContain(pay.paySid);
    await sweepLater(2 * MINUTE);
    expect(told(pay.paySid)).toContain('succeeded');
    expect(await underWay()).not.toContain(pay.paySid);
  });

  it('hear of an end that a reader was the first to show', async () => {
    const pay = await readyPayment(house);
    await pay.complete();
    const killed = (): Promise<never> => Promise.reject(new Error('killed'));
    const request = record(pay.paySid, SUCCESS, {
      bus: { isOn: true, put: killed },
      outbox: { ...real.outbox(), mark: killed },
      sessions: { ...real.sessions(), save: killed },
    });
    await request;
    await pay.read();
    expect(await underWay()).not.toContain(pay.paySid);
    expect(told(pay.paySid)).toEqual(['started']);
    await sweepLater(MINUTE);
    expect(told(pay.paySid)).toContain('succeeded');
  });

  it('leave a mark that was made again while they were told', async () => {
    const pay = await startPayment(house);
    const { outbox } = { outbox: real.outbox() };
    await outbox.mark(pay.paySid);
    const [seen] = await outbox.all();
    await real.clock().sleep(2);
    await outbox.mark(pay.paySid);
    if (seen) await outbox.unmark(seen);
    expect(await marks()).toEqual([pay.paySid]);
    await sweepLater(0);
    expect(await marks()).toEqual([]);
  });
});

/** What ends, or begins, a payment; returns the name under which others hear of it. */
interface Way {
  readonly name: string;
  readonly expected: string;
  /** Brings a payment to where the way begins; undefined where it begins with nothing. */
  readonly prepare: () => Promise<{ readonly paySid: string; readonly callSid: string }>;
  readonly go: (services: Services, pay: { paySid: string; callSid: string }) => Promise<unknown>;
}

const WAYS: readonly Way[] = [
  {
    name: 'a result',
    expected: 'succeeded',
    prepare: async () => {
      const pay = await readyPayment(house);
      await pay.complete();
      return pay;
    },
    go: (services, { paySid, callSid }) => recordStatus(services)(twilioSays(paySid, callSid, SUCCESS)),
  },
  {
    name: 'a result after another end',
    expected: 'succeeded',
    prepare: async () => {
      const pay = await readyPayment(house);
      await pay.complete();
      await sweepLater(6 * MINUTE);
      expect(told(pay.paySid)).toContain('unknown');
      return pay;
    },
    go: (services, { paySid, callSid }) => recordStatus(services)(twilioSays(paySid, callSid, SUCCESS)),
  },
  {
    name: 'a cancellation',
    expected: 'cancelled',
    prepare: () => readyPayment(house),
    go: (services, { paySid }) => cancelPaySession(services)(signedIn(ANA, { paySid })),
  },
  {
    name: 'a finding',
    expected: 'resolved',
    prepare: async () => {
      const pay = await readyPayment(house);
      await pay.complete();
      await sweepLater(6 * MINUTE);
      return pay;
    },
    go: (services, { paySid }) =>
      resolvePaySession(services)(
        signedIn(SAM, { paySid, finding: 'charged', note: 'Looked it up at the processor' }),
      ),
  },
  {
    name: 'the sweep',
    expected: 'cancelled',
    prepare: () => readyPayment(house),
    go: (services) => sweepWith(services, 40 * MINUTE),
  },
];

describe('killed after any step of publishing', () => {
  it.each(WAYS)('$name is told under one id, at least once', async ({ expected, prepare, go }) => {
    let steps = 0;
    for (let last = 0; last <= steps; last += 1) {
      const pay = await prepare();
      const process = killedAfter(last);
      await go(process.services, pay).catch(() => {});
      steps = Math.max(steps, process.steps());
      // Twilio, and people, try again what was never recorded; what was recorded, nobody does.
      if (!(await isRecorded(pay.paySid, expected))) await go(killedAfter(Infinity).services, pay);

      await sweepLater(41 * MINUTE);
      await sweepLater(43 * MINUTE);
      const ids = house.bus.about(pay.paySid).filter(({ type }) => type === `payment.${expected}`);
      expect({ last, ids: new Set(ids.map(({ id }) => id)).size }).toEqual({ last, ids: 1 });
      expect(told(pay.paySid)).toContain('started');
      expect(await underWay()).not.toContain(pay.paySid);
    }
    // The way has steps, and each was the last once.
    expect(steps).toBeGreaterThan(3);
    expect(await marks()).toEqual([]);
  });

  it('a start is told with the end at the latest', async () => {
    let steps = 0;
    for (let last = 0; last <= steps; last += 1) {
      const callSid = await house.answeredCall();
      const process = killedAfter(last);
      const body = { callSid, chargeAmount: '12.00' };
      await startPaySession(process.services)(signedIn(ANA, body)).catch(() => {});
      steps = Math.max(steps, process.steps());
      const again = await house.desk('startPaySession', ANA, body);
      const { paySid } = again.json;
      expect(again.status).toBe(201);
      await house.desk('cancelPaySession', ANA, { paySid });
      const ids = house.bus.about(paySid).filter(({ type }) => type === 'payment.started');
      expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    }
    expect(steps).toBeGreaterThan(3);
  });
});

async function isRecorded(paySid: string, expected: string): Promise<boolean> {
  const events = await real.trail().read(paySid);
  const last = {
    succeeded: (type: string, result?: string) => type === 'callback' && result === 'success',
    cancelled: (type: string) => type === 'cancelAccepted' || type === 'abandoned',
    resolved: (type: string) => type === 'resolved',
  }[expected];
  return events.some((event) =>
    last?.(event.type, event.type === 'callback' ? event.callback.result : undefined),
  );
}

/** Real services of a process that is killed after so many of its requests to the world: nothing it asks later happens. */
function killedAfter(last: number): { readonly services: Services; readonly steps: () => number } {
  let steps = 0;
  const dying = <T extends object>(service: T): T =>
    new Proxy(service, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        return async (...given: readonly unknown[]) => {
          steps += 1;
          if (steps > last) throw new Error('killed');
          return (value as (...args: readonly unknown[]) => unknown).apply(target, [...given]);
        };
      },
    });
  const services = {
    bus: dying(real.bus()),
    calls: dying(real.calls()),
    ceilings: dying(real.ceilings()),
    clock: real.clock(),
    documents: dying(real.documents()),
    idRules: real.idRules(),
    listing: dying(real.listing()),
    open: dying(real.open()),
    outbox: dying(real.outbox()),
    payments: dying(real.payments()),
    processorParameters: real.processorParameters(),
    references: dying(real.references()),
    sessions: dying(real.sessions()),
    settings: real.settings(),
    trail: dying(real.trail()),
    twilioCalls: dying(real.twilioCalls()),
  };
  return { services: services as unknown as Services, steps: () => steps };
}

async function sweepWith(services: Services, later: number): Promise<unknown> {
  const clock = { now: () => new Date(Date.now() + later), sleep: async () => {} };
  const needs: SweepNeeds = { ...services, clock };
  return sweep(
    needs,
    createLog(() => {}),
    () => 55_000,
  );
}

function record(paySid: string, form: Readonly<Record<string, string>>, instead: Partial<Services>) {
  const services = { ...killedAfter(Number.POSITIVE_INFINITY).services, ...instead };
  return recordStatus(services)(twilioSays(paySid, '', form));
}

function twilioSays(paySid: string, callSid: string, form: Readonly<Record<string, string>>) {
  const parameters: Readonly<Record<string, string>> = { Sid: paySid, CallSid: callSid, ...form };
  return {
    parameter: (name: string) => parameters[name],
    header: () => undefined,
    log: createLog(() => {}),
  } as unknown as Parameters<ReturnType<typeof recordStatus>>[0];
}

function signedIn(caller: typeof ANA, body: object) {
  const request = { body: JSON.stringify(body), caller, requestId: 'request-1', log: createLog(() => {}) };
  return request as unknown as Parameters<ReturnType<typeof cancelPaySession>>[0];
}
