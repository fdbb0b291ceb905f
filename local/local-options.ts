import type { SimulatorOptions } from '#simulator/services.ts';
import type { LocalSettings } from './settings.ts';
import type { Repeat } from './sweep-every-minute.ts';

/** Options of a start of everything on one machine. */
export interface LocalOptions extends LocalSettings {
  /** Serve the page and the handlers from their sources, reloading when they change. */
  readonly dev?: boolean;
  /** A page built elsewhere, instead of the one under `web/`. */
  readonly pageDirectory?: string | Promise<string>;
  /** Tells this machine itself of payments: `GET /dev/webhooks` lists what came. */
  readonly tellsItself?: boolean;
  /** For tests: the simulator's clock, chance and unconfirmed settings. */
  readonly simulator?: Pick<SimulatorOptions, 'clock' | 'chance' | 'settings'>;
  /** For tests: what calls the sweep. */
  readonly repeat?: Repeat;
  /** Called with one line for each problem that does not stop the start. */
  readonly warn?: (line: string) => void;
}
