import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { KEYS } from '#test/local/support/script.ts';
import type { Agent } from '../stack/agent.ts';
import type { ProveStack } from '../stack/start-stack.ts';

export interface TakenPayment {
  readonly ok: boolean;
  /** How long each request of the desk took. */
  readonly responsesMs: readonly number[];
  /** Time from the first key of a field until the desk reads it as captured. */
  readonly keysMs: readonly number[];
}

/** Long, because the load campaign measures what is slow; this limit is for what never arrives. */
const PATIENCE_MS = 90_000;

/** Takes one complete payment with a published test card, on a call of its own. */
export async function takePayment({ simulatorUrl }: ProveStack, agent: Agent): Promise<TakenPayment> {
  const responsesMs: number[] = [];
  const keysMs: number[] = [];
  const callSid = await agent.newCall();
  const timed = async (path: string, body: object) => {
    const startedAt = performance.now();
    const response = await agent.post<PaySession>(path, body);
    responsesMs.push(performance.now() - startedAt);
    return response;
  };
  const done = (ok: boolean): TakenPayment => ({ ok, responsesMs, keysMs });
  try {
    const { status, body } = await timed('/startPaySession', {
      callSid,
      chargeAmount: '12.00',
      timeout: 120,
    });
    if (status !== 201) return done(false);
    const { paySid } = body;
    for (const capture of body.required) {
      if ((await timed('/updatePaySession', { paySid, capture })).status !== 202) return done(false);
      const startedAt = performance.now();
      await agent.press(callSid, `${KEYS[capture] ?? ''}#`);
      if (!(await agent.until(paySid, ({ captured }) => captured[capture] !== undefined, PATIENCE_MS)))
        return done(false);
      keysMs.push(performance.now() - startedAt);
    }
    if ((await timed('/completePaySession', { paySid })).status !== 202) return done(false);
    return done((await agent.finished(paySid, PATIENCE_MS))?.state === 'succeeded');
  } finally {
    await fetch(`${simulatorUrl}/simulator/calls/${callSid}/hangup`, { method: 'POST' });
  }
}
