import type { AttackCase, Started } from './rig.ts';

/** The processor has charged, the result is on its way, and the agent cancels and starts again. */
export const lateResult: AttackCase = {
  name: 'late result',
  claim: 'a submitted payment stays open until its result is there',
  async run(rig) {
    const { agent, check } = rig;
    const callSid = await rig.freshCall();
    const { paySid } = await rig.ready(callSid, { chargeAmount: '88.50' });
    const held = await rig.submitUnheard({ paySid });
    if (rig.charges() !== 1) throw new Error('The processor has not charged.');

    const cancelled = await agent.post<Started>('/cancelPaySession', { paySid });
    check(
      cancelled.status === 409 && cancelled.body.error?.code === 'ALREADY_SUBMITTED',
      `A cancel is ${cancelled.status} ${cancelled.body.error?.code ?? cancelled.body.state}, not ALREADY_SUBMITTED.`,
    );
    const between = await rig.read(paySid);
    if (!between.events.some(({ type, code }) => type === 'cancelRefused' && code === '20404')) {
      throw new Error('Twilio still knows the payment, so the attack was none.');
    }
    check(between.state === 'submitting', `Before its result came it is ${between.state}, not submitting.`);
    const second = await rig.start(callSid, { chargeAmount: '88.50' });
    check(
      second.status === 409 && second.body.error?.code === 'SESSION_OPEN',
      `A second start is ${second.status} ${second.body.error?.code ?? second.body.state}, not SESSION_OPEN.`,
    );

    const statuses = await held.release();
    check(
      statuses.every((status) => status === 204),
      `The app responds to late callbacks with ${statuses.join(', ')}.`,
    );
    const end = await agent.finished(paySid);
    check(end?.state === 'succeeded', `In the end it is ${end?.state ?? 'still open'}, not succeeded.`);
    check(rig.opened(callSid).length === 1, `${rig.opened(callSid).length} sessions were opened at Twilio.`);
    check(rig.charges() === 1, `The ledger has ${rig.charges()} charges, not 1.`);
  },
};
