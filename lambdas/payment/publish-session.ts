import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { ReadParameter } from '#lambdas/session/callback.ts';
import { isWorthKeeping } from '#lambdas/session/listed.ts';
import { type ReducedSession, reduceBefore, reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent } from '#lambdas/session/trail-event.ts';
import type { AppendOutcome } from '#lambdas/stores/audit-trail.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { isMarked, type TellingOthers, toldOrMarked } from './tell-others.ts';

/** Values shown to the agent while the session runs and kept nowhere: only the request in hand has them. */
export type ClearValues = Readonly<Partial<Record<Capture, string>>>;

/** What keeping a session needs of those who tell others of it. */
export type Keeping = TellingOthers & Pick<Services, 'outbox' | 'sessions'>;

type Publishing = Keeping & Pick<Services, 'trail' | 'documents'>;

/** No session changes that often during one request. */
const MOST_LOOKS = 5;

/**
 * Derives the state and keeps it for lists and search; one that is over is marked first, so that others hear of it. A
 * failure is only logged: the next reader repairs it.
 */
export async function keepSession(
  services: Pick<Services, 'outbox' | 'sessions'>,
  events: readonly RecordedEvent[],
  log: Log,
): Promise<ReducedSession> {
  if (await isMarked(services, events, log)) await save(services, events, log);
  return reduceSession(events);
}

/**
 * The same, and others are told of an end before it is kept: so whatever crashes, a payment that they have not heard of is
 * listed as under way, or marked, and the sweep finds it. The usual payment needs no write for that.
 */
export async function keepTold(services: Keeping, events: readonly RecordedEvent[], log: Log): Promise<void> {
  if (await toldOrMarked(services, events, log)) await save(services, events, log);
}

async function save(
  { sessions }: Pick<Services, 'sessions'>,
  events: readonly RecordedEvent[],
  log: Log,
): Promise<void> {
  const reduced = reduceSession(events);
  const { paySid, version } = reduced.session;
  const before = reduceBefore(events);
  try {
    // What is kept may be any earlier state: once one of them was over, so was the last.
    await sessions.save(reduced, events.at(-1) ?? { hash: '' }, before && isOver(before.session.state));
  } catch (failure) {
    log.warn('state not kept', { paySid, sequence: version, ...describeFailure(failure) });
  }
}

/**
 * Derives the state, keeps it where lists show something new, and pushes it to the agent's screen. The older of two
 * pushes may land last. So after an end, after values in clear, which must not outlive the session, or when somebody else
 * recorded at the same time, it looks again and pushes again while the state changes. In between it need not: a desk reads
 * a session that is under way every few seconds, but not one that has ended. Failures are only logged: what is recorded
 * stays recorded, and the next push or reader repairs the rest.
 */
export async function publishSession(
  services: Publishing,
  { events: recorded, contended }: AppendOutcome,
  log: Log,
  clear: ClearValues = {},
): Promise<PaySession> {
  let events = recorded;
  for (let look = 1; ; look += 1) {
    const reduced = reduceSession(events);
    await Promise.all([
      isWorthKeeping(reduceBefore(events), reduced) ? keepTold(services, events, log) : undefined,
      pushSession(services, withClear(reduced.session, clear), log),
    ]);
    const { session } = reduced;
    const mayStay = contended || isOver(session.state) || Object.keys(clear).length > 0;
    if (!mayStay || look === MOST_LOOKS || !(await hasMoved(services, session, log))) return session;
    events = await services.trail.read(session.paySid);
  }
}

async function pushSession(
  { documents }: Pick<Services, 'documents'>,
  session: PaySession,
  log: Log,
): Promise<void> {
  try {
    await documents.push(session);
  } catch (failure) {
    const { paySid, version } = session;
    log.warn('state not pushed', { paySid, sequence: version, ...describeFailure(failure) });
  }
}

/** Expiry and postal code as the callback in hand has them. */
export function readClearValues(read: ReadParameter): ClearValues {
  const expiry = read('ExpirationDate');
  const postalCode = read('PaymentCardPostalCode');
  return {
    ...(expiry && /^\d{4}$/.test(expiry) ? { 'expiration-date': expiry } : {}),
    ...(postalCode && /^[0-9A-Za-z -]{1,10}$/.test(postalCode) ? { 'postal-code': postalCode } : {}),
  };
}

/** The session with accepted values in clear, as long as it runs. */
function withClear(session: PaySession, clear: ClearValues): PaySession {
  if (isOver(session.state)) return session;
  const accepted = Object.entries(clear).filter(([field]) => Object.hasOwn(session.captured, field));
  return { ...session, captured: { ...session.captured, ...Object.fromEntries(accepted) } };
}

async function hasMoved({ trail }: Pick<Services, 'trail'>, session: PaySession, log: Log): Promise<boolean> {
  try {
    return (await trail.count(session.paySid)) > session.version;
  } catch (failure) {
    log.warn('state not looked at again', { paySid: session.paySid, ...describeFailure(failure) });
    return false;
  }
}
