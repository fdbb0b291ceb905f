import type { SessionAction, SessionState } from './desk-api.ts';

/** Which actions each state allows. The only place that knows: the API reports it, the desk shows it. */
export const ALLOWED_IN: Readonly<Record<SessionState, readonly SessionAction[]>> = {
  started: ['capture', 'cancel'],
  capturing: ['capture', 'cancel'],
  ready: ['capture', 'complete', 'cancel'],
  submitting: ['cancel'],
  succeeded: [],
  failed: [],
  cancelled: [],
  unknown: [],
};

/** True when nothing can happen to the session any more. */
export function isOver(state: SessionState): boolean {
  return ALLOWED_IN[state].length === 0;
}
