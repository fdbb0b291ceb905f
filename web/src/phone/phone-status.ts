import type { TextKey } from '#web/src/words/catalogue.ts';
import type { CallPhase } from './call.ts';
import type { Phone, PhoneState } from './phone.ts';

const PHASES: Readonly<Record<Exclude<CallPhase, 'ended'>, TextKey>> = {
  ringing: 'call.incoming',
  connecting: 'call.connecting',
  open: 'call.open',
  reconnecting: 'call.reconnecting',
};

const WAITING: Readonly<Record<PhoneState, TextKey>> = {
  offline: 'phone.offline',
  connecting: 'phone.connecting',
  online: 'phone.waiting',
  paused: 'phone.pausedTitle',
  lost: 'phone.lost',
};

/** What the phone is doing, in one phrase: its call while there is one, otherwise whether calls can come. */
export function phoneStatus({ call, state }: Pick<Phone, 'call' | 'state'>): TextKey {
  const phase = call.value?.phase.value ?? 'ended';
  return phase === 'ended' ? WAITING[state.value] : PHASES[phase];
}
