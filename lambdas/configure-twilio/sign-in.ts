import type { Setup, Surroundings } from './setup.ts';
import { tryAgain } from './try-again.ts';
import { TwilioFailure } from './twilio-rest.ts';

/**
 * Enters an account with the first token that Twilio accepts there. Two are held while one is replaced, also when it is
 * another account's; what the secret held before is tried last.
 * @throws TwilioFailure of the first token when none is accepted.
 */
export async function signIn(surroundings: Surroundings, accountSid: string): Promise<Setup> {
  const { connect, hosts, sleep } = surroundings;
  const numbers = `${hosts.api}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?PageSize=1`;
  let refusal: TwilioFailure | undefined;
  for await (const token of tokens(surroundings)) {
    const twilio = connect(accountSid, token);
    try {
      await tryAgain(() => twilio.get(numbers), sleep);
      return { ...surroundings, twilio };
    } catch (failure) {
      if (!(failure instanceof TwilioFailure && failure.isRefusal)) throw failure;
      refusal ??= failure;
    }
  }
  throw refusal;
}

async function* tokens({ secret }: Surroundings): AsyncGenerator<string> {
  const { authTokens } = await secret.read();
  yield* authTokens;
  const previous = await secret.readPrevious();
  yield* (previous?.authTokens ?? []).filter((token) => !authTokens.includes(token));
}
