import type { Hook } from '../../services.ts';
import type { Pay, Sound } from '../../twiml/verbs.ts';

/** Runs `<Pay>`; settles with the parameters for its action, or with none when the next verb is to run. */
export type TakePayment = (
  pay: Pay,
  scene: PayScene,
) => Promise<Readonly<Record<string, string>> | undefined>;

/** The call a `<Pay>` runs on. */
export interface PayScene {
  readonly callSid: string;
  /** Aborted when the call ends, and when it is given other TwiML. */
  readonly stop: AbortSignal;
  readonly statusCallback: Hook | undefined;
  /** Says and plays; settles at the end, or at `stop`. */
  prompt(sounds: readonly Sound[], stop: AbortSignal): Promise<void>;
  /** Notes what was wrong with the document, for whoever wrote it. */
  warn(problem: string): void;
}
