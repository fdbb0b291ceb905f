import type { CallStatus } from '../../services.ts';
import type { CallView, Place } from './model.ts';

/** The call's state in words, for the display and for screen readers. */
export function stateText(
  call: CallView | undefined,
  online: boolean,
  place?: Place,
  conferenceSize?: number,
): string {
  if (!online && !call) return 'Connecting to the simulator…';
  if (!call) return 'Ready to call';
  if (call.status === 'ringing') return call.incoming ? 'Incoming call' : 'Calling…';
  if (place && call.status === 'in-progress') return `Waiting, place ${place.position} of ${place.size}`;
  if (conferenceSize !== undefined && call.status === 'in-progress')
    return conferenceSize === 1 ? 'Alone in a conference' : `In a conference of ${conferenceSize}`;
  return STATES[call.status];
}

const STATES: Readonly<Record<CallStatus, string>> = {
  queued: 'Calling…',
  ringing: 'Calling…',
  'in-progress': 'Connected',
  completed: 'Call ended',
  busy: 'Busy',
  failed: 'Call failed',
  'no-answer': 'No answer',
  canceled: 'Call ended',
};

/** `+14155550100` as `+1 415 555 0100`; anything else unchanged. */
export function spaced(number: string): string {
  return number.replace(/^(\+1)(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3 $4').replace(/^client:/, '');
}

/** `1:05` */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
