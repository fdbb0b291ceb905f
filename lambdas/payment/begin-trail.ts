import type { Services } from '#lambdas/wiring/services.ts';

/**
 * Run this before the first event of a session is recorded: it adds the session to its call and to what the sweep
 * watches. Even after a crash right after the event, the session is then on some list.
 */
export async function beginTrail(
  { calls, open }: Pick<Services, 'calls' | 'open'>,
  callSid: string,
  paySid: string,
): Promise<void> {
  await Promise.all([open.mark(paySid), callSid ? calls.addSession(callSid, paySid) : undefined]);
}
