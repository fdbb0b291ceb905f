import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Capture } from '#lambdas/contract/desk-api.ts';
import { errorText } from '#web/src/api/error-text.ts';
import type { Announcer } from '#web/src/platform/announcer.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import type { Settings } from '#web/src/settings/settings.ts';
import type { TextKey, Words } from '#web/src/words/catalogue.ts';
import { fill, WORDS } from '#web/src/words/words.ts';
import { announcementsOf } from './announce-payment.ts';
import { digitsText } from './digits-text.ts';
import type { Payment } from './payment-state.ts';
import { createTypingSpeaker } from './speak-typing.ts';

/** How long after a submit the agent hears that it is still working. */
const SUBMIT_NOTES: readonly (readonly [number, TextKey])[] = [
  [10_000, 'spoken.slow'],
  [70_000, 'spoken.verySlow'],
];

export interface SpeakOfPayments {
  readonly announcer: Pick<Announcer, 'say' | 'drop'>;
  readonly payment: Payment;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly words: ReadonlySignal<Words>;
}

/** Announces the payment: keys sparingly, errors and results immediately. */
export function speakOfPayments({ announcer, settings, payment, clock, words }: SpeakOfPayments): void {
  const typing = createTypingSpeaker(announcer.say, clock, () => ({
    began: words.peek().texts['spoken.typing'],
    count: (digits) =>
      fill(words.peek().texts['spoken.digits'], { digits: digitsText(digits, words.peek()) }),
  }));
  let stopNotes: (() => void)[] = [];

  payment.onTransition((next, previous) => {
    const announcements = announcementsOf(next, previous, {
      words: WORDS[settings.callerLanguage.peek()],
      sayPound: settings.sayPound.peek(),
      pageWords: words.peek(),
    });
    for (const announcement of announcements) announcer.say(announcement);

    if (next.state === previous?.state) return;
    for (const stop of stopNotes) stop();
    stopNotes =
      next.state === 'submitting'
        ? SUBMIT_NOTES.map(([wait, key]) =>
            clock.after(wait, () => announcer.say({ text: words.peek().texts[key] })),
          )
        : [];
  });

  const field = computed(() => payment.session.value?.capturing?.field);
  let fieldBefore: Capture | undefined;
  effect(() => {
    const typed = payment.typed.value;
    if (field.value !== fieldBefore) {
      typing.reset();
      announcer.drop('typing');
    }
    fieldBefore = field.value;
    if (field.value) typing.typed(typed);
  });

  let wasPolling = false;
  effect(() => {
    const state = payment.live.value;
    if (state === 'polling' && !wasPolling)
      announcer.say({ text: words.peek().texts['spoken.liveLost'], topic: 'live' });
    if (state === 'live' && wasPolling)
      announcer.say({ text: words.peek().texts['spoken.liveBack'], topic: 'live' });
    wasPolling = state === 'polling';
  });
  effect(() => {
    const problem = payment.problem.value;
    if (problem) {
      announcer.say({ text: errorText(problem.error, words.peek()), urgent: true, topic: 'problem' });
    }
  });
  effect(() => {
    if (payment.cancelAsked.value)
      announcer.say({ text: words.peek().texts['cancel.asked'], topic: 'problem' });
  });
}
