import { identityOf } from '#lambdas/twilio/identity.ts';
import { signForm } from '#simulator/webhooks/sign-request.ts';
import type { TappedCallback } from '../stack/callback-tap.ts';
import type { AttackCase, Rig } from './rig.ts';

/** The winner's leg was answered; the loser's was answered at the same moment and cut off. Every order of the three. */
const ORDERS = [
  ['won', 'lost', 'left'],
  ['won', 'left', 'lost'],
  ['lost', 'won', 'left'],
  ['lost', 'left', 'won'],
  ['left', 'won', 'lost'],
  ['left', 'lost', 'won'],
] as const;

/** Two agents answer at once, and what Twilio says of their legs arrives late and in any order. */
export const twoAnswers: AttackCase = {
  name: 'two answers',
  claim: 'the agent whom Twilio connected owns the call, and only that leg ends it',
  // Two agents wait, and a call rings few of those who do: nobody else may be among them, or be rung in their place.
  alone: true,
  async run(rig) {
    await rig.partner.hangUp();
    try {
      for (const order of ORDERS) await answerTogether(rig, order);
    } finally {
      await rig.partner.post('/presence', { state: 'paused' });
    }
  },
};

async function answerTogether(rig: Rig, order: (typeof ORDERS)[number]): Promise<void> {
  const { agent, check, partner } = rig;
  const told = `Told as ${order.join(', ')}: `;
  const winner = `client:${identityOf(agent.username)}`;
  const loser = `client:${identityOf(partner.username)}`;
  const held = rig.hold(({ path, parameters }) => {
    return path.includes('/callStatus') && [winner, loser].includes(parameters.To ?? '');
  });
  // Both must be free to be rung.
  for (const who of [partner, agent]) await who.post('/presence', { state: 'online' });
  const callSid = await rig.freshCall();
  const of = (to: string) =>
    held.waiting.find(({ parameters }) => parameters.ParentCallSid === callSid && parameters.To === to);
  await rig.wait(
    () => of(winner) !== undefined && of(loser) !== undefined,
    'The call does not ring both agents.',
  );
  // The simulator connects the first who answers and no other; Twilio may tell both that they were.
  const lost = sayOf(rig, of(loser) as TappedCallback, 'in-progress');
  const events = {
    won: of(winner) as TappedCallback,
    lost,
    left: sayOf(rig, lost, 'completed'),
  };
  const statuses = await held.release(order.map((name) => events[name]));
  check(
    statuses.every((status) => status === 204),
    `${told}the app responds with ${statuses.join(', ')}.`,
  );

  const byLoser = await rig.start(callSid, { chargeAmount: '7.00' }, partner);
  check(
    byLoser.status === 403 && byLoser.body.error?.code === 'NOT_YOUR_CALL',
    `${told}a start by the one who lost is ${byLoser.status}, not 403.`,
  );
  const byWinner = await rig.start(callSid, { chargeAmount: '7.00' });
  check(
    byWinner.status === 201,
    `${told}a start by the one who is connected is ${byWinner.status}, not 201.`,
  );
  check(
    rig.opened(callSid).length === 1,
    `${told}${rig.opened(callSid).length} sessions were opened, not 1.`,
  );
  await agent.hangUp();
  const after = await rig.start(callSid, { chargeAmount: '8.00' });
  check(
    after.status === 409 && after.body.error?.code === 'CALL_ENDED',
    `${told}a start after the call is ${after.status}, not CALL_ENDED.`,
  );
}

/** The same leg with another status, signed as Twilio signs. */
function sayOf({ stack }: Rig, callback: TappedCallback, CallStatus: string): TappedCallback {
  const parameters = { ...callback.parameters, CallStatus };
  const url = `${new URL(stack.callbacks.apiUrl).origin}${callback.path}`;
  return {
    ...callback,
    parameters,
    headers: {
      ...callback.headers,
      'x-twilio-signature': signForm(stack.credentials.authToken, url, parameters),
      'i-twilio-idempotency-token': `${callback.headers['i-twilio-idempotency-token']}-${CallStatus}`,
    },
    body: new URLSearchParams(parameters).toString(),
  };
}
