import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';

/** True once nothing more can happen to the session. */
export function isFinal(session: Pick<PaySession, 'state'>): boolean {
  return isOver(session.state);
}

/**
 * Picks which of two states of one session to show. Responses, live updates and polls arrive in any order, so it
 * ignores an older version, an older time at the same version, and any other session.
 */
export function newest(shown: PaySession, incoming: PaySession): PaySession {
  if (incoming.paySid !== shown.paySid) return shown;
  if (incoming.version < shown.version) return shown;
  if (incoming.version === shown.version && incoming.updatedAt < shown.updatedAt) return shown;
  return isFinal(incoming) ? incoming : { ...incoming, captured: keepClear(shown, incoming) };
}

/**
 * Replaces a field's shown value with a run of `x`: after asking again, the old value must not pass for the new one.
 */
export function forget(session: PaySession, field: Capture): PaySession {
  const value = session.captured[field];
  if (value === undefined) return session;
  return { ...session, captured: { ...session.captured, [field]: 'x'.repeat(value.length) } };
}

/**
 * Expiry and postal code are clear only in the live document. A state from elsewhere has a run of `x` instead; the
 * clear value already on the screen stays while the field is still the same accepted entry.
 */
function keepClear(shown: PaySession, incoming: PaySession): PaySession['captured'] {
  const kept = { ...incoming.captured };
  for (const [field, value] of Object.entries(incoming.captured) as [Capture, string][]) {
    const before = shown.captured[field];
    const reopened = shown.capturing?.field === field || shown.required.includes(field);
    if (!reopened && before && /^x+$/.test(value) && !/^x+$/.test(before) && before.length === value.length) {
      kept[field] = before;
    }
  }
  return kept;
}
