import type { LocalStack } from '#local/start.ts';
import { Script } from '../local/support/script.ts';

/** Fewer than a whole card number has, so that the field stays open. */
const DIGITS_A_ROUND = 12;
/** People who read a number from a card press about one key a second, pauses included. */
const KEY_EVERY_MS = 1_000;

/**
 * Starts sessions of other agents, each with a caller who presses keys until told to stop; resolves when all of them
 * do. What it returns waits for their end.
 */
export async function gatherCrowd(
  stack: LocalStack,
  count: number,
  stop: AbortSignal,
): Promise<() => Promise<unknown>> {
  const addresses = { deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url };
  const callers: (() => Promise<void>)[] = [];
  for (let index = 0; index < count; index += 1) {
    const agent = await Script.signIn(addresses, `crowd${index}`);
    await agent.goOnline();
    const callSid = await agent.call();
    const started = await agent.post('/startPaySession', { callSid, chargeAmount: '10.00' });
    if (started.status !== 201) throw new Error(`Failed to start: HTTP ${started.status}.`);
    const ask = () =>
      agent.post('/updatePaySession', { paySid: started.body.paySid, capture: 'payment-card-number' });
    callers.push(async () => {
      // Fifty people do not press in step: at any moment, each is at a different digit of the number.
      await pause((index * DIGITS_A_ROUND * KEY_EVERY_MS) / count);
      while (!stop.aborted) {
        await ask();
        for (let digit = 0; digit < DIGITS_A_ROUND && !stop.aborted; digit += 1) {
          await pause(KEY_EVERY_MS);
          await agent.simulator('POST', `/calls/${callSid}/digits`, { digits: '4' });
        }
      }
    });
  }
  const ended = Promise.all(callers.map((run) => run()));
  // Until the last of them has started.
  await pause(DIGITS_A_ROUND * KEY_EVERY_MS);
  return () => ended;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
