import { TwilioFailure } from './twilio-rest.ts';

const PAUSES_MS = [500, 2_000];

/**
 * Runs an attempt up to three times while Twilio fails temporarily. The attempt must look before it acts, because a
 * request without a response may still have been carried out.
 */
export async function tryAgain<T>(
  attempt: () => Promise<T>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await attempt();
    } catch (failure) {
      if (!(failure instanceof TwilioFailure && failure.isPassing)) throw failure;
      await sleep(pause);
    }
  }
  return attempt();
}
