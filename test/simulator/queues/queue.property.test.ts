import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CallHouse, NUMBER, openCallHouse, settle } from '#test/support/call-house.ts';

const DESK = '+14155550177';
const response = (inner: string) => `<Response>${inner}</Response>`;

/** What happens, and to whom: the number picks one of those there are. */
const events = fc.array(
  fc.tuple(
    fc.constantFrom('call', 'call', 'desk', 'desk', 'hangUp', 'front', 'redirect', 'time'),
    fc.nat({ max: 9 }),
    fc.boolean(),
  ),
  { minLength: 4, maxLength: 25 },
);

async function open(): Promise<CallHouse> {
  const house = await openCallHouse({
    '/voice': response('<Enqueue action="/after" waitUrl="/wait">sales</Enqueue>'),
    '/wait': response('<Pause length="2"/>'),
    '/desk': response('<Dial action="/dialled" timeout="30"><Queue url="/soon">sales</Queue></Dial>'),
    '/soon': response('<Pause length="1"/>'),
    '/new': response('<Pause length="9"/>'),
    '/after': response(''),
    '/dialled': response(''),
  });
  house.simulator.configure({
    phoneNumbers: [
      { phoneNumber: NUMBER, voiceUrl: `${house.applicationUrl}/voice` },
      { phoneNumber: DESK, voiceUrl: `${house.applicationUrl}/desk` },
    ],
  });
  await house.client.queues.create({ friendlyName: 'sales' });
  return house;
}

async function play(house: CallHouse, all: readonly (readonly [string, number, boolean])[]): Promise<void> {
  const { client, simulator, clock, applicationUrl } = house;
  const url = `${applicationUrl}/new`;
  const sid = (await client.queues.list())[0]?.sid ?? '';
  for (const [event, pick, hurry] of all) {
    const legs = simulator.calls.list();
    const leg = legs[pick % Math.max(legs.length, 1)];
    if (event === 'call') await house.place();
    if (event === 'desk') await house.place({ to: DESK, from: '+14155550199' });
    if (event === 'hangUp' && leg) simulator.calls.hangUp(leg.sid);
    // Nobody there, or nobody any more: 404 and 21220 are as good.
    if (event === 'front')
      await client
        .queues(sid)
        .members('Front')
        .update({ url })
        .catch(() => {});
    if (event === 'redirect' && leg)
      await client
        .calls(leg.sid)
        .update({ url })
        .catch(() => {});
    if (event === 'time') clock.advanceBy(1000);
    await settle(hurry ? 1 : 30);
  }
}

describe('a queue, whatever happens in whatever order', () => {
  it('loses nobody, and gives nobody to two', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const house = await open();
        try {
          await play(house, all);
          await settle(100);
          for (const { sid } of house.simulator.calls.list()) house.simulator.calls.hangUp(sid);
          await settle(100);

          const came = (path: string) => house.told(path).map(({ CallSid }) => CallSid);
          const given = house.told('/dialled').flatMap(({ DialCallSid }) => DialCallSid ?? []);
          // Who hangs up before the first document arrives is never answered, and was never in the queue.
          const answered = house.simulator.calls.list().filter(({ startTime }) => startTime !== undefined);
          const reported = [...came('/after'), ...came('/dialled')];
          expect(reported.sort()).toEqual(answered.map(({ sid }) => sid).sort());
          for (const once of [came('/after'), came('/dialled'), given])
            expect(new Set(once).size).toBe(once.length);
          const isOver = ({ status }: { readonly status: string }) =>
            /completed|no-answer|canceled/.test(status);
          expect(house.simulator.calls.list().filter((leg) => !isOver(leg))).toEqual([]);
          const joined = house.told('/dialled').filter(({ DialBridged }) => DialBridged === 'true').length;
          const results = house.told('/after').map(({ QueueResult }) => QueueResult ?? '');
          expect(results.filter((result) => result.includes('bridged')).length).toBe(joined);
          expect(results).not.toContain('system-error');
          expect((await house.client.queues.list())[0]?.currentSize).toBe(0);
        } finally {
          await house.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
