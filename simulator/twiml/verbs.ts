import type { Hook } from '../services.ts';

/** The verbs the simulator runs, in Twilio's words and with Twilio's defaults filled in. */
export type Verb = Say | Play | Pause | Gather | Redirect | Reject | Hangup | Dial | Enqueue | Leave;

export interface Say {
  readonly verb: 'Say';
  readonly text: string;
  readonly language: string;
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
  readonly prompts: readonly (Say | Play | Pause)[];
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
