import type { Hook } from '../services.ts';

/** The verbs the simulator runs, in Twilio's words and with Twilio's defaults filled in. */
export type Verb =
  | Say
  | Play
  | Pause
  | Gather
  | Pay
  | Ignored
  | Redirect
  | Reject
  | Hangup
  | Dial
  | Enqueue
  | Leave;

/** What may be said or played while keys are awaited. */
export type Sound = Say | Play | Pause;

export interface Say {
  readonly verb: 'Say';
  readonly text: string;
  readonly language: string;
  /** As Twilio names it, like `Polly.Joanna`; absent: whatever speaks the language. */
  readonly voice?: string;
  /** 0 repeats until something else ends it. */
  readonly loop: number;
}

export interface Play {
  readonly verb: 'Play';
  readonly url: string;
  readonly loop: number;
}

export interface Pause {
  readonly verb: 'Pause';
  readonly seconds: number;
}

export interface Gather {
  readonly verb: 'Gather';
  readonly prompts: readonly Sound[];
  /** Most digits; absent means no limit. */
  readonly numDigits?: number;
  readonly timeoutSeconds: number;
  /** One key, or empty for none. */
  readonly finishOnKey: string;
  /** Absent: the address of the document itself. */
  readonly action?: Hook;
  readonly method: Hook['method'];
  readonly actionOnEmptyResult: boolean;
}

export interface Pay {
  readonly verb: 'Pay';
  /** The attributes `<Pay>` has, as written: a bad value ends the verb, not the call. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly prompts: readonly Prompt[];
  /** Custom parameters, in document order. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** Attributes it does not have. */
  readonly unknown: readonly string[];
  /** What Twilio would log as 12200 before it goes on without it. */
  readonly warnings: readonly string[];
}

export interface Prompt {
  readonly for: PayStepName;
  /** Undefined: any. */
  readonly attempts: readonly number[] | undefined;
  readonly cardTypes: readonly string[] | undefined;
  readonly errorTypes: readonly string[] | undefined;
  /** Said before the second entry of a bank step. */
  readonly isForMatching: boolean;
  readonly sounds: readonly Sound[];
}

export type PayStepName =
  | 'payment-card-number'
  | 'expiration-date'
  | 'postal-code'
  | 'security-code'
  | 'bank-routing-number'
  | 'bank-account-number'
  | 'payment-processing';

/** An element Twilio passes over with a warning. */
export interface Ignored {
  readonly verb: 'Ignored';
  readonly warning: string;
}

export interface Redirect extends Hook {
  readonly verb: 'Redirect';
}

export interface Enqueue {
  readonly verb: 'Enqueue';
  readonly name: string;
  readonly action?: Hook;
  readonly wait: Hook | 'music' | 'silence';
  readonly maxQueueSize?: number;
}

export interface Leave {
  readonly verb: 'Leave';
}

export interface Reject {
  readonly verb: 'Reject';
  readonly reason: 'rejected' | 'busy';
}

export interface Hangup {
  readonly verb: 'Hangup';
}

export interface Dial {
  readonly verb: 'Dial';
  readonly nouns: readonly Noun[];
  /** Instead of nouns: the queue whose first caller is connected. */
  readonly queue?: QueueNoun;
  /** Instead of nouns: the conference that is joined. */
  readonly conference?: ConferenceNoun;
  readonly timeoutSeconds: number;
  readonly answerOnBridge: boolean;
  readonly action?: Hook;
  readonly callerId?: string;
}

export interface QueueNoun {
  readonly name: string;
  /** TwiML run on the queued caller's leg before bridging. */
  readonly whisper?: Hook;
}

/** What a participant brings to a conference, by `<Conference>` or by `POST Participants.json`. */
export interface ParticipantTerms {
  readonly label?: string;
  readonly muted: boolean;
  readonly beep: Beep;
  readonly startConferenceOnEnter: boolean;
  readonly endConferenceOnExit: boolean;
  /** CallSid of the participant that alone hears this one. */
  readonly coach?: string;
  /** Heard until the conference starts. */
  readonly wait: Hook | 'music' | 'silence';
  readonly maxParticipants: number;
  readonly statusCallback?: Hook;
  readonly statusCallbackEvents: readonly ConferenceEvent[];
}

export interface ConferenceNoun extends ParticipantTerms {
  readonly name: string;
}

export type Beep = 'true' | 'false' | 'onEnter' | 'onExit';

/** What a conference reports on request, in the words of `statusCallbackEvent`. */
export type ConferenceEvent =
  | 'start'
  | 'end'
  | 'join'
  | 'leave'
  | 'mute'
  | 'hold'
  | 'modify'
  | 'speaker'
  | 'announcement';

export type StatusEvent = 'initiated' | 'ringing' | 'answered' | 'completed';

/** Someone to ring. */
export interface Noun {
  readonly kind: 'client' | 'number';
  /** A client identity, or a phone number in E.164. */
  readonly target: string;
  /** Custom parameters of a `<Client>`, in document order. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** TwiML run on the dialled leg between answering and bridging. */
  readonly whisper?: Hook;
  readonly statusCallback?: Hook;
  /** Undefined when the document does not say. */
  readonly statusCallbackEvents?: readonly StatusEvent[];
}
