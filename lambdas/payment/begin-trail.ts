import type { Services } from '#lambdas/wiring/services.ts';

/**
 * What must stand before the first event of a session is recorded: its call knows it, and the sweep looks after it. A
 * crash right after the event then leaves nothing behind that no list shows.
 */
export async function beginTrail(
  { calls, open }: Pick<Services, 'calls' | 'open'>,
  callSid: string,
  paySid: string,
): Promise<void> {
  await Promise.all([open.mark(paySid), callSid ? calls.addSession(callSid, paySid) : undefined]);
}
