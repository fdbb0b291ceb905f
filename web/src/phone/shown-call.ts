import type { CallPhase, DeskCall } from './call.ts';

const UP: ReadonlySet<CallPhase> = new Set(['connecting', 'open', 'reconnecting']);

/** The one call the desk is about: the one it is on, else the one that has rung longest, else the last that ended. */
export function shownCall(calls: readonly DeskCall[]): DeskCall | undefined {
  const isUp = (call: DeskCall) => UP.has(call.phase.value);
  return calls.find(isUp) ?? calls.find(({ phase }) => phase.value === 'ringing') ?? calls.at(-1);
}

/** Calls that ring besides it, oldest first. */
export function alsoRinging(calls: readonly DeskCall[]): readonly DeskCall[] {
  const shown = shownCall(calls);
  return calls.filter((call) => call !== shown && call.phase.value === 'ringing');
}
