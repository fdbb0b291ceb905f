import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { OutwardEvent, OutwardType } from '#lambdas/contract/outward-event.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { reduceSession } from './reduce-session.ts';
import type { RecordedEvent } from './trail-event.ts';

/**
 * What other systems are told of a payment, oldest first. Each event is derived from the trail up to the recorded event
 * that caused it and nothing else, so however often and by whomever it is sent, it is the same.
 *
 * @param events a whole trail
 * @param deskUrl of the desk's site, with a trailing slash
 */
export function outwardEvents(events: readonly RecordedEvent[], deskUrl?: string): readonly OutwardEvent[] {
  const told: OutwardEvent[] = [];
  const inOrder = [...events].sort((a, b) => a.sequence - b.sequence);
  for (const [index, event] of inOrder.entries()) {
    if (!mayBeNews(event, index)) continue;
    const { session } = reduceSession(inOrder.slice(0, index + 1));
    const before = told.at(-1)?.type;
    const type = typeOf(event, session, before);
    // Our own start may be recorded after a callback: only then amount, agent and reference are known. A second finding says
    // something else than the first.
    if (type !== before || event.type === 'started' || event.type === 'resolved')
      told.push(describe(type, event, session, deskUrl));
  }
  return told;
}

/** The others ask for a field, or say what came of it. */
function mayBeNews(event: RecordedEvent, index: number): boolean {
  if (event.type === 'callback') return event.callback.result !== undefined;
  return index === 0 || NEWS.has(event.type);
}

const NEWS: ReadonlySet<RecordedEvent['type']> = new Set([
  'started',
  'abandoned',
  'completeRefused',
  'cancelAccepted',
  'cancelRefused',
  'resolved',
]);

/** @param before the newest type told; nothing takes an end back but another end */
function typeOf(event: RecordedEvent, session: PaySession, before: OutwardType | undefined): OutwardType {
  const { state, outcome, error, resolution } = session;
  if (!isOver(state)) return before ?? 'payment.started';
  if (outcome === 'unknown') return 'payment.unknown';
  if (event.type === 'resolved') return 'payment.resolved';
  if (outcome !== 'notCharged' && state === 'succeeded') return 'payment.succeeded';
  if (resolution) return before ?? 'payment.resolved';
  if (state === 'cancelled') return 'payment.cancelled';
  return error?.declined ? 'payment.declined' : 'payment.failed';
}

/** Field by field: what is not named here does not leave. */
function describe(
  type: OutwardType,
  { sequence, at }: RecordedEvent,
  session: PaySession,
  deskUrl: string | undefined,
): OutwardEvent {
  const { paySid, callSid, agent, client, reference, customer, outcome, error } = session;
  const card = session.captured['payment-card-number'];
  return {
    id: `${paySid}-${sequence}`,
    type,
    time: at,
    sequence,
    paySid,
    callSid,
    agent,
    ...definedOnly({ client, reference, customer, amount: session.chargeAmount, currency: session.currency }),
    method: session.paymentMethod,
    ...definedOnly({
      brand: session.cardType,
      lastFour: /\d{4}$/.exec(card ?? '')?.[0],
      outcome,
      code: isOver(session.state) ? /^[A-Za-z0-9-]{1,80}$/.exec(error?.code ?? '')?.[0] : undefined,
      declined: isOver(session.state) ? error?.declined : undefined,
      confirmation: session.confirmationCode,
      link: deskUrl === undefined ? undefined : `${deskUrl}payments/${paySid}`,
    }),
  };
}
