import type { ReadonlySignal } from '@preact/signals';
import type { Announcer } from '../announce/announcer.ts';
import type { Clock } from '../clock.ts';
import type { Payment } from '../payment/payment-state.ts';
import type { Phone } from '../phone/phone.ts';
import type { Settings } from '../settings/settings.ts';
import type { IdleWatch } from '../sign-in/watch-idle.ts';
import type { Words } from '../words/catalogue.ts';

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
