import type { Field } from '#lambdas/contract/desk-api.ts';
import { fieldOf, readCapture } from '#lambdas/contract/fields.ts';
import { type ReadParameter, readTime } from '#lambdas/session/callback.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/** Digits of the shortest entry that can be valid. The others depend on the processor. */
const SHORTEST: Readonly<Partial<Record<Field, number>>> = {
  'payment-card-number': 12,
  'expiration-date': 4,
  'security-code': 3,
  'bank-routing-number': 9,
};

/** Twilio's wait between two keys where the request named none, in seconds (Twilio docs). */
const USUAL_TIMEOUT = 5;

/**
 * Whether a callback refuses an entry that nobody finished. When time is up Twilio validates the digits so far (docs), so
 * that four digits of a card count as an invalid card number; how many there were only the callbacks before this one tell.
 * An entry refused soon after its last key did not wait for another: the caller ended it by `#`, or a last key is not
 * reported yet.
 */
export async function isCutShort(
  { sessions }: Pick<Services, 'sessions'>,
  paySid: string,
  read: ReadParameter,
): Promise<boolean> {
  const capture = readCapture(read('Capture') ?? '');
  if (!capture || !read('ErrorType')?.startsWith('invalid-')) return false;
  const { live, session } = (await sessions.find(paySid)) ?? {};
  if (live?.capture !== capture || live.typed.length >= (SHORTEST[fieldOf(capture)] ?? 0)) return false;
  const quietMs = Date.parse(readTime(read) ?? '') - Date.parse(live.at);
  // Half of it: the two times are not taken at the same place.
  return quietMs >= (session?.timeout ?? USUAL_TIMEOUT) * 500;
}
