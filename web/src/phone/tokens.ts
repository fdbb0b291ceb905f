import { type ReadonlySignal, signal } from '@preact/signals';
import type { TokenAnswer } from '#lambdas/contract/desk-api.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';

/** A token with less time left than this is not used again. */
const ENOUGH_MS = 120_000;

/** Access tokens for the phone and for live updates: one request serves both. */
export interface Tokens {
  readonly phoneNumber: ReadonlySignal<string | undefined>;
  /** The current token while it is valid, otherwise a new one. @throws ApiError */
  current(): Promise<string>;
  /** A new token. @throws ApiError */
  fresh(): Promise<string>;
}

/**
 * Fetching a token makes the service ring this agent. After every fetch, `restate` therefore tells the service again
 * if the agent wants anything else.
 */
export function createTokens(
  api: Pick<DeskApi, 'token'>,
  clock: Clock,
  restate: () => Promise<unknown>,
): Tokens {
  const phoneNumber = signal<string | undefined>(undefined);
  let held: TokenAnswer | undefined;
  let fetching: Promise<string> | undefined;

  const fetchToken = async () => {
    const issued = await api.token();
    held = issued;
    phoneNumber.value = issued.phoneNumber;
    await restate();
    return issued.token;
  };
  const fresh = () => {
    fetching ??= fetchToken().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  return {
    phoneNumber,
    fresh,
    current: () =>
      held && Date.parse(held.expiresAt) - clock.now() > ENOUGH_MS ? Promise.resolve(held.token) : fresh(),
  };
}
