import { effect, type Signal } from '@preact/signals';
import type { DeskConfig } from '#lambdas/contract/desk-api.ts';
import { askForNextField } from '#web/src/payment/auto-advance.ts';
import type { KeptDraft } from '#web/src/payment/kept-draft.ts';
import type { LiveConnection } from '#web/src/payment/live-connection.ts';
import { isFinal } from '#web/src/payment/newest.ts';
import type { Payment } from '#web/src/payment/payment-state.ts';
import type { Phone } from '#web/src/phone/phone.ts';
import type { Settings } from '#web/src/settings/settings.ts';

/** The parts of the desk that its rules watch and change. */
export interface Ruled {
  readonly phone: Pick<Phone, 'call' | 'state' | 'setPresence'>;
  readonly payment: Pick<Payment, 'session' | 'ask' | 'clear' | 'onTransition'>;
  readonly keptDraft: Pick<KeptDraft, 'forget'>;
  readonly live: Pick<LiveConnection, 'connect'>;
  readonly settings: Pick<Settings, 'autoAdvance' | 'pauseAfterCall'>;
  /** SID of the call that the payments on the screen belong to. */
  readonly shownCall: Signal<string>;
}

/** What the desk does by itself where the phone, the payment and the agent's settings meet. */
const RULES: readonly ((desk: Ruled) => void)[] = [
  askForNextField,
  connectWhileWaiting,
  pauseAfterCall,
  endHoldForKeys,
  forgetCallBefore,
  leaveWithCall,
  forgetDraft,
];

/** Applies every rule for as long as the page lives. */
export function keepRules(desk: Ruled): void {
  for (const keep of RULES) keep(desk);
}

/** Connects live updates while the agent waits for a call, so that the first payment does not have to wait. */
function connectWhileWaiting({ phone, live }: Ruled): void {
  effect(() => {
    if (phone.state.value === 'online') void live.connect();
  });
}

/** Pauses the phone after a call, if the agent wants that. */
function pauseAfterCall({ phone, settings }: Ruled): void {
  effect(() => {
    const isOver = phone.call.value?.phase.value === 'ended';
    if (isOver && settings.pauseAfterCall.peek() && phone.state.peek() === 'online') {
      void phone.setPresence('paused');
    }
  });
}

/** A caller who is asked to key in needs the agent's voice, not music. */
function endHoldForKeys({ phone, payment }: Ruled): void {
  effect(() => {
    const call = phone.call.value;
    const isUp = call?.phase.value === 'open';
    if (isUp && call.hold.held.value && payment.session.value?.capturing) call.toggleHold();
  });
}

/** Clears the previous call's payments when another call begins, unless one still waits for its result. */
function forgetCallBefore({ phone, payment, shownCall }: Ruled): void {
  effect(() => {
    const call = phone.call.value;
    if (call?.phase.value !== 'open' || call.callSid === shownCall.peek()) return;
    shownCall.value = call.callSid;
    if (!isPaymentOpen({ payment })) payment.clear();
  });
}

/** The agent is done with the call: what it paid leaves the screen with it, unless a result is still to come. */
function leaveWithCall({ phone, payment }: Ruled): void {
  let hadCall = false;
  effect(() => {
    const hasCall = phone.call.value !== undefined;
    if (hadCall && !hasCall && !isPaymentOpen({ payment })) payment.clear();
    hadCall = hasCall;
  });
}

/** A form that became a payment, or whose call is over, is not kept. */
function forgetDraft({ phone, payment, keptDraft }: Ruled): void {
  effect(() => {
    if (payment.session.value || phone.call.value?.phase.value === 'ended') keptDraft.forget();
  });
}

/** A payment is open from its start to its result. */
export function isPaymentOpen({ payment }: Pick<Ruled, 'payment'>): boolean {
  const session = payment.session.peek();
  return session !== undefined && !isFinal(session);
}

/** A tab with a call or an open payment keeps the phone. */
export function isBusy({ phone, payment }: Pick<Ruled, 'phone' | 'payment'>): boolean {
  const phase = phone.call.peek()?.phase.peek();
  return (phase !== undefined && phase !== 'ended') || isPaymentOpen({ payment });
}

/** At work without a press: the agent stays signed in. Waiting for a call counts, unless the stack is set to be strict. */
export function isAtWork(
  desk: Pick<Ruled, 'phone' | 'payment'>,
  { signOutWaiting }: Pick<DeskConfig, 'signOutWaiting'>,
) {
  return isBusy(desk) || (!signOutWaiting && desk.phone.state.peek() === 'online');
}
