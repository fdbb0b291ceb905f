import type { TakePayment } from '../pay/verb/take-payment.ts';
import type { Clock, Hook, RequestLog, Webhooks } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Place } from '../twiml/parse.ts';
import type { Dial, Enqueue, Verb } from '../twiml/verbs.ts';
import type { DialResult } from './dial-result.ts';
import type { Keys } from './keys.ts';
import type { Leg, Legs } from './legs.ts';

/** A piece of a call that TwiML drives. */
export interface Stage {
  readonly leg: Leg;
  /** Aborted when the leg ends, or something else takes over what it does. */
  readonly stop: AbortSignal;
  readonly place: Place;
  /** What every request carries besides the usual parameters. */
  readonly parameters?: () => Readonly<Record<string, string>>;
  /** Several legs at once: requests carry no parameters of a call. */
  readonly isRoom?: true;
  /** Shortest time between two documents, in seconds, for those that take no time. */
  readonly shortestSeconds?: number;
}

/** A stage while one document runs on it. */
export interface Scene extends Stage {
  /** Where the document came from; undefined for one given with the call. */
  readonly base: string | undefined;
  /** Makes an address of the document absolute. @throws TwimlError */
  resolve(hook: Hook): Hook;
}

export interface TwimlServices {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  readonly requests: RequestLog;
  readonly legs: Legs;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly takePayment: TakePayment;
  readonly dial: (dial: Dial, scene: Scene) => Promise<DialResult>;
  /** Returns the parameters for the verb's action. */
  readonly enqueue: (enqueue: Enqueue, scene: Scene) => Promise<Readonly<Record<string, string>>>;
}

/** Where a leg's TwiML comes from: an address to request, the document itself, or what it would say. */
export type TwimlSource =
  | (Hook & {
      readonly parameters?: Readonly<Record<string, string>>;
      /** Requested even when its verb was cut short; the response is then dropped. */
      readonly isReport?: boolean;
    })
  | { readonly document: string }
  | { readonly verbs: readonly Verb[] };

/** Why a call's TwiML came to an end before its time. */
export class Failed extends Error {
  override readonly name = 'Failed';
  /** Twilio's error code; absent when the gap is the simulator's. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** What follows a verb: another source, the end of the document, the way out of a queue, or else the next verb. */
export type Step = TwimlSource | 'end' | 'leave' | undefined;
