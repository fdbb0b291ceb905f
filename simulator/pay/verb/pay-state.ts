import type { ConnectorOutcome } from '../../connector/connector-outcome.ts';
import type { Prompt, Sound } from '../../twiml/verbs.ts';
import type { Field } from '../captures.ts';
import type { PaymentState } from '../payment-state.ts';

/** What one `<Pay>` fixes. It never changes. */
export interface PayPlan {
  /** What is asked for, in order. */
  readonly fields: readonly Field[];
  /** Tries of each step. */
  readonly tries: number;
  /** Of Twilio's own sentences, e.g. `en-US`. */
  readonly language: string;
  readonly prompts: readonly Prompt[];
}

/** The state of a `<Pay>`: a session of the Payments engine, and who leads the caller through it. */
export interface PayState {
  readonly plan: PayPlan;
  /** The only place with clear digits, as long as it is not over. */
  readonly payment: PaymentState;
  /** The try of the step that is being made, from 1. */
  readonly attempt: number;
  readonly isPrompting: boolean;
  /** The action's parameters, kept until the prompt for `payment-processing` is over. */
  readonly outcome: Readonly<Record<string, string>> | undefined;
  readonly isOver: boolean;
}

export type PayEvent =
  | { readonly type: 'start' }
  | { readonly type: 'key'; readonly key: string }
  /** The newest prompt was said to its end. */
  | { readonly type: 'prompted' }
  | { readonly type: 'timer' | 'hangup' }
  /** The call was given other TwiML. */
  | { readonly type: 'replaced' }
  | { readonly type: 'connector-response'; readonly outcome: ConnectorOutcome };

/** Effects to perform. Only `submit` leads to clear digits, by way of the state. */
export type PayEffect =
  /** Says something, in place of what is being said. */
  | { readonly type: 'prompt'; readonly sounds: readonly Sound[] }
  | { readonly type: 'hush' }
  | { readonly type: 'callback'; readonly parameters: Readonly<Record<string, string>> }
  /** Sets the one timer, or stops it. */
  | { readonly type: 'timer'; readonly seconds: number | undefined }
  /** Sends the connector request built from the state's payment. */
  | { readonly type: 'submit' }
  /** The end, with the action's parameters; without them the next verb runs. */
  | { readonly type: 'done'; readonly parameters: Readonly<Record<string, string>> | undefined };

export interface PayStep {
  readonly state: PayState;
  readonly effects: readonly PayEffect[];
}
