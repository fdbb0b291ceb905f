import type { ReadonlySignal } from '@preact/signals';
import type { Payment } from '#web/src/payment/payment-state.ts';
import type { Phone } from '#web/src/phone/phone.ts';
import type { Announcer } from '#web/src/platform/announcer.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import type { Settings } from '#web/src/settings/settings.ts';
import type { IdleWatch } from '#web/src/sign-in/watch-idle.ts';
import type { Words } from '#web/src/words/catalogue.ts';

/** What the speakers listen to and speak through. */
export interface Speaking {
  readonly announcer: Announcer;
  readonly settings: Settings;
  readonly payment: Payment;
  readonly phone: Phone;
  readonly idle: IdleWatch;
  readonly clock: Clock;
  readonly words: ReadonlySignal<Words>;
}
