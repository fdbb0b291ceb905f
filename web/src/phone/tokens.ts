import { type ReadonlySignal, signal } from '@preact/signals';
import type { TokenResponse } from '#lambdas/contract/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';

/** A token with less time left than this is not used again. */
const ENOUGH_MS = 120_000;
/** A token that is short although the sign-in was to be renewed stays so for a while. */
const TRY_AGAIN_MS = 20_000;

/** A token as the service issues it; a panel's comes without a phone. */
type Issued = Pick<TokenResponse, 'token' | 'expiresAt'> & Partial<Pick<TokenResponse, 'phoneNumber'>>;

/** Access tokens for the phone and for live updates: one request serves both. */
export interface Tokens {
  readonly phoneNumber: ReadonlySignal<string | undefined>;
  /** The current token while it is valid, otherwise a new one. @throws ApiError */
  current(): Promise<string>;
  /** A new token. @throws ApiError */
  fresh(): Promise<string>;
}

/**
 * A token expires no later than the sign-in it was fetched with: one with little time left is fetched again after
 * `renewSignIn`.
 */
export function createTokens(
  api: { token(): Promise<Issued> },
  clock: Clock,
  renewSignIn: () => Promise<boolean>,
): Tokens {
  const phoneNumber = signal<string | undefined>(undefined);
  let held: Issued | undefined;
  let fetchedAt = 0;
  let fetching: Promise<string> | undefined;

  const lasts = ({ expiresAt }: Issued) => Date.parse(expiresAt) - clock.now() > ENOUGH_MS;
  const fetchToken = async () => {
    let issued = await api.token();
    if (!lasts(issued) && (await renewSignIn().catch(() => false))) issued = await api.token();
    held = issued;
    fetchedAt = clock.now();
    phoneNumber.value = issued.phoneNumber;
    return issued.token;
  };
  const fresh = () => {
    if (held && !lasts(held) && clock.now() - fetchedAt < TRY_AGAIN_MS) return Promise.resolve(held.token);
    fetching ??= fetchToken().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  return {
    phoneNumber,
    fresh,
    current: () => (held && lasts(held) ? Promise.resolve(held.token) : fresh()),
  };
}
