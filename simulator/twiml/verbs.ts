/** The verbs the simulator runs, in Twilio's words and with Twilio's defaults filled in. */
export type Verb = Say | Play | Pause | Redirect | Reject | Hangup | Dial;

export interface Say {
  readonly verb: 'Say';
  readonly text: string;
  readonly language: string;
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

export interface Redirect {
  readonly verb: 'Redirect';
  readonly url: string;
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
  readonly timeoutSeconds: number;
  readonly answerOnBridge: boolean;
  readonly action?: string;
  readonly callerId?: string;
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
  readonly url?: string;
  readonly statusCallback?: string;
  /** Undefined when the document does not say. */
  readonly statusCallbackEvents?: readonly StatusEvent[];
}
