import type { PaySession, SessionAction } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Caller } from '#lambdas/edge/request.ts';
import { reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { Services } from '#lambdas/wiring/services.ts';

/**
 * A session its own agent may act on now.
 *
 * @throws {@link AppError} `SESSION_NOT_FOUND`, `NOT_YOUR_CALL`, `ACTION_NOT_ALLOWED`
 */
export function ownSessionFor(
  action: SessionAction,
  events: readonly RecordedEvent[],
  caller: Caller,
): PaySession {
  const session = knownSession(events);
  if (!isOwn(session, caller)) throw new AppError('NOT_YOUR_CALL');
  assertAllowed(action, session);
  return session;
}

/** Whether a session is the caller's: their name's, and a panel's only on the call and reference of its grant. */
export function isOwn(session: PaySession, { username, grant }: Caller): boolean {
  if (session.agent !== username) return false;
  return !grant || (session.callSid === grant.callSid && session.reference === grant.reference);
}

/** The trails of payments, in that order; one that never began, or has expired, is left out. */
export async function readTrails(
  { trail }: Pick<Services, 'trail'>,
  paySids: readonly string[],
): Promise<readonly (readonly RecordedEvent[])[]> {
  const trails = await Promise.all(paySids.map((paySid) => trail.read(paySid)));
  return trails.filter((events) => events.length > 0);
}

/** The same payments as they are now. */
export async function readSessions(
  services: Pick<Services, 'trail'>,
  paySids: readonly string[],
): Promise<readonly PaySession[]> {
  return (await readTrails(services, paySids)).map((events) => reduceSession(events).session);
}

/** @throws {@link AppError} `SESSION_NOT_FOUND` */
export function knownSession(events: readonly RecordedEvent[]): PaySession {
  if (events.length === 0) throw new AppError('SESSION_NOT_FOUND');
  return reduceSession(events).session;
}

/** @throws {@link AppError} `ACTION_NOT_ALLOWED` */
export function assertAllowed(action: SessionAction, session: PaySession): void {
  if (!session.allowed.includes(action)) throw new AppError('ACTION_NOT_ALLOWED');
}
