import type { Log } from '#lambdas/platform/log.ts';
import type { PartialResult } from '#lambdas/session/callback.ts';
import type { StoredSession } from '#lambdas/stores/sessions-store.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { keepSession } from './publish-session.ts';

/**
 * Keeps incoming digits with the session; returns undefined when they are stale or the session is not known. This
 * usually takes one conditional write. It reads the trail only when that write is refused, in case the kept state is
 * behind.
 */
export async function storeTyped(
  { sessions, trail }: Pick<Services, 'sessions' | 'trail'>,
  paySid: string,
  partial: Required<PartialResult>,
  log: Log,
): Promise<StoredSession | undefined> {
  const stored = await sessions.saveTyped(paySid, partial);
  if (stored) return stored;

  const [kept, count] = await Promise.all([sessions.find(paySid), trail.count(paySid)]);
  if ((kept?.session.version ?? 0) >= count) return undefined;
  await keepSession({ sessions }, await trail.read(paySid), log);
  return sessions.saveTyped(paySid, partial);
}
