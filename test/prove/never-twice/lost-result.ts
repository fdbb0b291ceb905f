import type { AttackCase } from './rig.ts';

const SIX_MINUTES = 6 * 60_000;

/** The processor has charged and no callback says so: the sweep gives up, and somebody wants to charge again. */
export const lostResult: AttackCase = {
  name: 'lost result',
  claim: 'a charge beside one with an unknown result is one that somebody asked for',
  async run(rig) {
    const { agent, check, order, partner, stack } = rig;
    const callSid = await rig.freshCall();
    const charge = { chargeAmount: '61.20', reference: order };
    const { paySid } = await rig.ready(callSid, charge);
    const held = await rig.submitUnheard({ paySid });
    await stack.app().sweep(SIX_MINUTES);
    // In AWS one sweep runs at a time. Here that of another case may be at this payment, and ours leaves it to that one.
    await agent.finished(paySid);
    const { state, outcome } = await rig.read(paySid);
    check(state === 'unknown' && outcome === 'unknown', `Swept, it is ${state} with outcome ${outcome}.`);

    const elsewhere = await rig.freshCall(partner);
    const refuses = async (what: string, on: string, more: object, who = agent) => {
      const { status, body } = await rig.start(on, { chargeAmount: '61.20', ...more }, who);
      const { code, unknown } = body.error ?? {};
      const isNamed = unknown?.paySid === paySid && unknown.chargeAmount === '61.20';
      check(
        status === 409 && code === 'UNKNOWN_RESULT' && isNamed,
        `A new charge ${what} is ${status} ${code ?? body.state}, not UNKNOWN_RESULT with the payment in question.`,
      );
    };
    await refuses('on the call', callSid, {});
    await refuses('that names another payment', callSid, { acknowledgeUnknown: `PK${rig.random.hex(16)}` });
    await refuses('under the reference on another call', elsewhere, { reference: order }, partner);
    const before = rig.opened(callSid).length + rig.opened(elsewhere).length;
    check(before === 1, `${before - 1} of the refused charges reached Twilio.`);

    const asked = await rig.start(callSid, { ...charge, acknowledgeUnknown: paySid });
    check(asked.status === 201, `A charge that names the payment is ${asked.status}, not 201.`);
    if (asked.status === 201) {
      const [first] = (await rig.read(asked.body.paySid)).events;
      check(
        first?.detail?.includes(paySid) === true,
        'Its trail does not name the payment it was started beside.',
      );
    }

    await held.release();
    const late = await agent.until(paySid, (session) => session.state === 'succeeded');
    check(late?.outcome === 'charged', `The late success leaves it ${(await rig.read(paySid)).state}.`);
    if (asked.status === 201) await agent.post('/cancelPaySession', { paySid: asked.body.paySid });
    check(rig.charges() === 1, `The ledger has ${rig.charges()} charges, not 1.`);
  },
};
