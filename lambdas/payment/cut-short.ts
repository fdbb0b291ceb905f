import type { Field } from '#lambdas/contract/desk-api.ts';
import { fieldOf, readCapture } from '#lambdas/contract/fields.ts';
import type { ReadParameter } from '#lambdas/session/callback.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/** Digits of the shortest entry that can be valid. The others depend on the processor. */
const SHORTEST: Readonly<Partial<Record<Field, number>>> = {
  'payment-card-number': 12,
  'expiration-date': 4,
  'security-code': 3,
  'bank-routing-number': 9,
};

/**
 * Whether a callback refuses an entry that nobody finished. When time is up Twilio validates the digits so far (docs), so
 * that four digits of a card count as an invalid card number; how many there were only the callbacks before this one tell.
 */
export async function isCutShort(
  { sessions }: Pick<Services, 'sessions'>,
  paySid: string,
  read: ReadParameter,
): Promise<boolean> {
  const capture = readCapture(read('Capture') ?? '');
  if (!capture || !read('ErrorType')?.startsWith('invalid-')) return false;
  const live = (await sessions.find(paySid))?.live;
  return live?.capture === capture && live.typed.length < (SHORTEST[fieldOf(capture)] ?? 0);
}
