import type { Call, CallStatus } from '../services.ts';

/**
 * Moves a leg to a status at a time, or returns undefined when the leg cannot take that status (Twilio's own order;
 * an ended leg never changes again). Pure.
 */
export function moveLeg(call: Call, status: CallStatus, at: Date): Call | undefined {
  if (!NEXT[call.status].includes(status)) return undefined;
  return {
    ...call,
    status,
    dateUpdated: at,
    ...(status === 'in-progress' ? { startTime: at } : {}),
    ...(NEXT[status].length === 0 ? { endTime: at } : {}),
  };
}

/** True once a leg has ended in any way. */
export function isOver(call: Pick<Call, 'status'>): boolean {
  return NEXT[call.status].length === 0;
}

/** Whole seconds a leg was connected, rounded up as Twilio bills them; 0 for a leg nobody answered. */
export function durationSeconds(call: Call): number {
  if (!call.startTime || !call.endTime) return 0;
  return Math.ceil((call.endTime.getTime() - call.startTime.getTime()) / 1000);
}

const UNANSWERED: readonly CallStatus[] = ['busy', 'failed', 'no-answer', 'canceled'];

const NEXT: Readonly<Record<CallStatus, readonly CallStatus[]>> = {
  queued: ['ringing', 'in-progress', ...UNANSWERED],
  ringing: ['in-progress', ...UNANSWERED],
  'in-progress': ['completed', 'failed'],
  completed: [],
  busy: [],
  failed: [],
  'no-answer': [],
  canceled: [],
};
