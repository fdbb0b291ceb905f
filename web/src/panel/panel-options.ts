import type { ReadonlySignal } from '@preact/signals';
import type { LoadSync } from '#web/src/payment/sync-sdk.ts';
import type { Announcer } from '#web/src/platform/announcer.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import type { Settings } from '#web/src/settings/settings.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import type { Host } from './host.ts';

/** Everything a panel works with; tests bring their own clock, fetch and host. */
export interface PanelOptions {
  readonly host: Host;
  readonly clock: Clock;
  readonly load: typeof fetch;
  readonly loadSync: LoadSync;
  readonly settings: Settings;
  readonly announcer: Announcer;
  readonly words: ReadonlySignal<Words>;
  /** Origin of the page around the panel as the browser tells it, where it does. */
  readonly originAround: string | undefined;
}
