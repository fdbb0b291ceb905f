import type { Identity } from '../tls/certificate.ts';
import type { Resource } from './project.ts';

/** What the process of the functions is started with, as JSON in {@link ORDER_VARIABLE}. */
export interface Order {
  readonly directory: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Of `localhost`. */
  readonly identity: Identity;
}

export const ORDER_VARIABLE = 'TWILIO_SIMULATOR_FUNCTIONS';

/** The one message that this process sends: that it serves, or why it cannot. */
export type Report =
  | {
      readonly port: number;
      readonly resources: readonly Resource[];
      /** Variables of `.env` whose values are the simulator's. */
      readonly replaced: readonly string[];
    }
  | { readonly problem: string };
