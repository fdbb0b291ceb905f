import type { TeamResponse, TeamSession, ToResolveResponse } from '#lambdas/contract/desk-api.ts';
import { needsAttention } from '#web/src/payment/attention.ts';

/** When something calls, in milliseconds; infinite for never. */
export interface Limits {
  readonly unknown: number;
  readonly waiting: number;
  readonly open: number;
}

/** Something that waits for somebody. */
export interface Need {
  /** `attention` is a payment that the team's page marks and that is not open for too long; it calls nobody. */
  readonly kind: keyof Limits | 'attention';
  /** Of the payment or the call. */
  readonly id: string;
  /** How long it has been so, in milliseconds. */
  readonly ms: number;
  readonly calls: boolean;
  /** The payment, where it is under way. */
  readonly session?: TeamSession;
  readonly agent?: string;
}

/** A payment that is open for longer than that is shown, called or not. */
const OPEN_MS = 10 * 60_000;

/** From how long on an open payment needs attention, in milliseconds. */
export function openLimit({ open }: Limits): number {
  return Number.isFinite(open) ? open : OPEN_MS;
}

/**
 * What needs attention, each kind by its age, oldest first. `now` is the service's time.
 *
 * @param team undefined while it is not known, like the list
 */
export function needsOf(
  team: TeamResponse | undefined,
  list: ToResolveResponse | undefined,
  now: number,
  limits: Limits,
): readonly Need[] {
  const need = (kind: keyof Limits, id: string, since: string, more: Partial<Need> = {}): Need => {
    const ms = Math.max(0, now - Date.parse(since));
    return { kind, id, ms, calls: ms > limits[kind], ...more };
  };
  const sessions = (team?.agents ?? []).flatMap(({ agent, sessions: own }) =>
    own.flatMap((session) => {
      const open = need('open', session.paySid, session.startedAt, { session, agent });
      if (open.ms > openLimit(limits)) return [open];
      return needsAttention(session, now) ? [{ ...open, kind: 'attention' as const, calls: false }] : [];
    }),
  );
  return [
    ...(list?.items ?? []).map(({ paySid, startedAt }) => need('unknown', paySid, startedAt)),
    ...(team?.waiting ?? []).map(({ callSid, since }) => need('waiting', callSid, since)),
    ...sessions,
  ].sort((a, b) => b.ms - a.ms);
}
