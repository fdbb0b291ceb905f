import type { Field } from '#lambdas/contract/desk-api.ts';
import { fieldOf, readCapture } from '#lambdas/contract/fields.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import { type ReadParameter, readTime } from '#lambdas/session/callback.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
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
 * that four digits of a card count as an invalid card number; how many there were only the callbacks before this one
 * tell, and the agent's screen still shows. An entry refused soon after its last key did not wait for another: the caller
 * ended it by `#`, or a last key is not reported yet.
 */
export async function isCutShort(
  { documents }: Pick<Services, 'documents'>,
  { paySid, read, events }: { paySid: string; read: ReadParameter; events: readonly RecordedEvent[] },
  log: Log,
): Promise<boolean> {
  const capture = readCapture(read('Capture') ?? '');
  if (!capture || !read('ErrorType')?.startsWith('invalid-')) return false;
  try {
    const last = await documents.typed(paySid);
    if (last?.field !== capture || last.typed.length >= (SHORTEST[fieldOf(capture)] ?? 0)) return false;
    const started = events.find((event) => event.type === 'started');
    const quietMs = Date.parse(readTime(read) ?? '') - Date.parse(last.at);
    // Half of it: the two times are not taken at the same place.
    return quietMs >= (started?.facts.timeout ?? USUAL_TIMEOUT) * 500;
  } catch (failure) {
    log.warn('digits not read', { paySid, ...describeFailure(failure) });
    return false;
  }
}
