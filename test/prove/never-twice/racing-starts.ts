import type { AttackCase, Rig } from './rig.ts';

const RACERS = 8;

/** Several amounts at once, and another amount while Twilio takes its time over the first. */
export const racingStarts: AttackCase = {
  name: 'racing starts',
  claim: 'of several starts on a call one wins, and its own retry finds it',
  async run(rig) {
    await allAtOnce(rig);
    await duringTheFirst(rig);
  },
};

async function allAtOnce(rig: Rig): Promise<void> {
  const { check } = rig;
  const callSid = await rig.freshCall();
  const amounts = Array.from({ length: RACERS }, (_, index) => `${index + 1}.00`);
  const all = await Promise.all(amounts.map((chargeAmount) => rig.start(callSid, { chargeAmount })));
  const winners = amounts.filter((_, index) => all[index]?.status === 201);
  const refused = all.filter(({ status, body }) => status === 409 && body.error?.code === 'SESSION_OPEN');
  check(
    winners.length === 1 && refused.length === RACERS - 1,
    `Of ${RACERS} starts at once ${winners.length} win and ${refused.length} are told SESSION_OPEN.`,
  );
  const winner = all.find(({ status }) => status === 201)?.body.paySid;
  const again = await rig.start(callSid, { chargeAmount: winners[0] ?? '1.00' });
  check(again.status === 201 && again.body.paySid === winner, `The winner's retry is ${again.status}.`);
  await endWith(rig, callSid, again.body.paySid);
}

async function duringTheFirst(rig: Rig): Promise<void> {
  const { check, stack } = rig;
  const callSid = await rig.freshCall();
  stack.twilio.faults.set(callSid, { operation: 'createPayment', failure: 'slow', when: 'before', times: 1 });
  const first = rig.start(callSid, { chargeAmount: '40.00' });
  await rig.wait(
    () => stack.twilio.seen.some((seen) => seen.callSid === callSid && seen.operation === 'createPayment'),
    'The first start does not reach Twilio.',
  );
  const other = await rig.start(callSid, { chargeAmount: '41.00' });
  check(
    other.status === 409 && other.body.error?.code === 'SESSION_OPEN',
    `Another amount during a slow start is ${other.status} ${other.body.error?.code ?? other.body.state}.`,
  );
  const same = await rig.start(callSid, { chargeAmount: '40.00' });
  const { status, body } = await first;
  stack.twilio.faults.delete(callSid);
  check(
    status === 201 && same.status === 201 && same.body.paySid === body.paySid,
    `A slow start is ${status} and its retry ${same.status}, not the same session.`,
  );
  await endWith(rig, callSid, body.paySid);
}

async function endWith(rig: Rig, callSid: string, paySid: string): Promise<void> {
  const opened = rig.opened(callSid);
  rig.check(
    opened.length === 1 && opened[0] === paySid,
    `Twilio opened ${opened.length} sessions, not the winner alone.`,
  );
  await rig.agent.post('/cancelPaySession', { paySid });
  rig.check(rig.charges() === 0, 'Something was charged that nobody submitted.');
}
