import type { SimulatorOptions } from '#simulator/services.ts';
import type { LocalSettings } from './settings.ts';
import type { Repeat } from './sweep-every-minute.ts';

/** What starts everything on one machine. */
export interface LocalOptions extends LocalSettings {
  /** Serve the page and the handlers from their sources, reloading as they change. */
  readonly dev?: boolean;
  /** A page built elsewhere, instead of the one below `web/`. */
  readonly pageDirectory?: string | Promise<string>;
  /** For tests: the simulator's clock, chance and unconfirmed settings. */
  readonly simulator?: Pick<SimulatorOptions, 'clock' | 'chance' | 'settings'>;
  /** For tests: what calls the sweep. */
  readonly repeat?: Repeat;
  /** Hears one line for each thing that goes wrong without stopping the start. */
  readonly warn?: (line: string) => void;
}
