import type { AttackCase, Rig } from './rig.ts';

const TWO_MINUTES = 2 * 60_000;
type Faults = NonNullable<Rig['stack']['database']['faults']>;

const LISTS_FAIL: Faults = {
  probability: 1,
  failures: ['unavailable'],
  table: 'Sessions',
  operations: ['PutItem'],
};

/** The app never hears whether the event is recorded. */
const RESPONSE_IS_LOST: Faults = {
  probability: 1,
  failures: ['lostResponse'],
  table: 'Audit',
  operations: ['PutItem'],
};

/** The app dies after Twilio opened the session, and before any list shows it: nothing is recorded either. */
export const crashBeforeStart: AttackCase = {
  name: 'crash before the start is listed',
  claim: 'a crash leaves no event of a payment that no list shows',
  alone: true,
  run: (rig) =>
    crashedStart(rig, LISTS_FAIL, async (callSid) => {
      const shown = await rig.listed(callSid);
      rig.check(shown.length === 0, `The list shows ${shown.length} sessions of which nothing is recorded.`);
    }),
};

/** The app dies while it records the start, or right after: the event may be there or not. */
export const crashAfterStart: AttackCase = {
  name: 'crash after the start',
  claim: 'a crash leaves no payment that no list shows',
  alone: true,
  run: (rig) =>
    crashedStart(rig, RESPONSE_IS_LOST, async (callSid, paySid) => {
      for (const when of ['Before', 'After']) {
        const shown = (await rig.listed(callSid)).map((session) => session.paySid);
        rig.check(
          shown.length === 1 && shown[0] === paySid,
          `${when} the sweep the list shows ${shown.length} sessions, not it.`,
        );
        await rig.stack.app().sweep(TWO_MINUTES);
      }
    }),
};

async function crashedStart(
  rig: Rig,
  faults: Faults,
  look: (callSid: string, paySid: string) => Promise<void>,
): Promise<void> {
  const { check } = rig;
  const callSid = await rig.freshCall();
  // A callback would lead to the list in its own way.
  const held = rig.hold(({ parameters }) => parameters.CallSid === callSid && Boolean(parameters.Sid));
  await crashDuring(rig, faults, () => rig.start(callSid, { chargeAmount: '19.00' }));
  const [paySid] = rig.opened(callSid);
  if (!paySid) throw new Error('The app died before Twilio opened the session.');

  await look(callSid, paySid);
  const again = await rig.start(callSid, { chargeAmount: '19.00' });
  check(again.body.paySid === paySid, `The start tried again is ${again.status}, not the same session.`);
  check(
    rig.opened(callSid).length === 1,
    `${rig.opened(callSid).length} sessions were opened at Twilio, not 1.`,
  );
  await held.release();
  const listed = (await rig.listed(callSid)).map((session) => session.paySid);
  check(listed.join() === paySid, `In the end the list shows ${listed.length} sessions, not it.`);
  await rig.agent.post('/cancelPaySession', { paySid });
}

/** The app dies after it recorded the result and before any list shows it. */
export const crashAfterResult: AttackCase = {
  name: 'crash after the result',
  claim: 'a crash leaves no result that no list shows',
  alone: true,
  async run(rig) {
    const { check, stack } = rig;
    const callSid = await rig.freshCall();
    const { paySid } = await rig.ready(callSid, { chargeAmount: '23.00' });
    const held = await rig.submitUnheard({ paySid });
    const result = held.waiting.find(({ parameters }) => parameters.Result);
    await crashDuring(rig, LISTS_FAIL, async () => result && stack.callbacks.replay(result));
    const state = async () => (await rig.listed(callSid)).map((session) => session.state).join();
    if ((await state()) !== 'submitting') throw new Error('The app died too late to leave anything behind.');

    await stack.app().sweep(TWO_MINUTES);
    check((await state()) === 'succeeded', `After the sweep the list shows ${await state()}, not succeeded.`);
    await held.release();
    check(
      (await state()) === 'succeeded',
      `The result sent again leaves it ${await state()}, not succeeded.`,
    );
    check(rig.charges() === 1, `The ledger has ${rig.charges()} charges, not 1.`);
  },
};

/** Kills the app at the first write that fails like that, and starts it again. */
async function crashDuring({ stack, wait }: Rig, faults: Faults, act: () => Promise<unknown>): Promise<void> {
  const { database } = stack;
  const before = database.counts.failed;
  database.faults = faults;
  try {
    const broken = act().catch(() => undefined);
    await wait(() => database.counts.failed > before, 'Nothing was written.');
    await stack.app().kill();
    await broken;
  } finally {
    database.faults = undefined;
  }
  await stack.restart();
}
