/**
 * The interfaces between the simulator's parts. Each part is a factory that takes what it needs and returns one of
 * these; `index.ts` is the only place that connects them. Nothing here imports from outside `simulator/`.
 */
import type { Hono } from 'hono';
import type { ProfileName } from './profiles.ts';
import type { Settings } from './settings.ts';

/** Time as a service, so that tests control it. `setTimer` returns a function that cancels the timer. */
export interface Clock {
  now(): Date;
  setTimer(milliseconds: number, run: () => void): () => void;
}

/** Chance as a service: `hex(16)` gives 16 random bytes as 32 lower-case hex digits. */
export interface Chance {
  hex(bytes: number): string;
  uuid(): string;
  /** In [0, 1). */
  fraction(): number;
}

export interface Account {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKeys: readonly { readonly sid: string; readonly secret: string }[];
}

/** A Generic Pay Connector as the Console configures it. */
export interface ConnectorConfig {
  readonly uniqueName: string;
  readonly endpointUrl: string;
  readonly username: string;
  readonly password: string;
  readonly mode: 'TEST' | 'LIVE';
}

export interface PhoneNumberConfig {
  readonly phoneNumber: string;
  readonly voiceUrl: string;
  /** `POST` by default. */
  readonly voiceMethod?: Hook['method'];
  /** Asked for TwiML when the call's own TwiML cannot be fetched or run. */
  readonly voiceFallback?: Hook;
  readonly statusCallback?: string;
  /** `POST` by default. */
  readonly statusCallbackMethod?: Hook['method'];
}

/** An address of the application under test, and how it is asked. */
export interface Hook {
  readonly url: string;
  readonly method: 'GET' | 'POST';
}

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

/** One leg, as the REST API and the webhooks describe it. */
export interface Call {
  readonly sid: string;
  readonly parentCallSid?: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  readonly status: CallStatus;
  readonly dateCreated: Date;
  readonly dateUpdated: Date;
  readonly startTime?: Date;
  readonly endTime?: Date;
  /** Who answers the dialled agent's leg: a browser, or the simulator itself. Only on legs the control API placed. */
  readonly answer?: 'browser' | 'headless';
  /** The client identity that answers a headless call; by default the first one rung. */
  readonly answerAs?: string;
}

/** Legs and what happens to them. Owns TwiML, dialling and per-leg status callbacks. */
export interface Calls {
  find(callSid: string): Call | undefined;
  list(): readonly Call[];
  /** A key pressed on the phone of that leg: `0-9`, `*`, `#`. Reaches the Payments engine when one is listening. */
  pressKey(callSid: string, key: string): void;
  hangUp(callSid: string): void;
}

/** The Payments resource: sessions on calls. */
export interface Payments {
  readonly routes: Hono;
  /** A key pressed on a leg; ignored unless a session on that leg is capturing. */
  pressKey(callSid: string, key: string): void;
  /** The leg ended: an open session on it ends with `caller-hung-up`. */
  callEnded(callSid: string): void;
  /**
   * The last 50 sessions and the last 50 `<Pay>` that ended, then those that are open; names of fields only, never what
   * they hold.
   */
  list(): readonly PaymentLine[];
  reset(): void;
}

/** How a payment session stands. */
export interface PaymentLine {
  readonly sid: string;
  readonly callSid: string;
  readonly phase: string;
  /** The field the caller keys in now. */
  readonly capture?: string;
  readonly captured: readonly string[];
  /** `Result` of the last callback, once it ended. */
  readonly result?: string;
}

export interface WebhookResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** No response came; Twilio's error for the reason (error dictionary). */
export interface NoResponse {
  readonly errorCode: string;
}

/** Signed requests to the application under test, subject to the faults in force, each one remembered. */
export interface Webhooks {
  /**
   * Sends one request and resolves with the response, or with undefined when none came (refused, timed out, lost by
   * a fault). Never rejects. A GET has the parameters in its query, a POST in its form. `kind` decides which faults
   * apply. `judge` says in one sentence what is wrong with the content of a response, for the log, and is told when none
   * came.
   */
  send(
    kind: WebhookKind,
    hook: Hook,
    parameters: Readonly<Record<string, string>>,
    judge?: (outcome: WebhookResponse | NoResponse) => string | undefined,
  ): Promise<WebhookResponse | undefined>;
  /** {@link send} by POST. */
  post(
    kind: WebhookKind,
    url: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<WebhookResponse | undefined>;
}

export type WebhookKind = 'voice' | 'callStatus' | 'conference' | 'payment';

/**
 * What a line of the log is about: a webhook, a request to the payment processor, a request of the application to the
 * REST API (`rest`), or something that a Voice or Sync SDK asked over its socket (`sdk`).
 */
export type RequestKind = WebhookKind | 'connector' | 'rest' | 'sdk';

/** A line of `GET /simulator/requests`. Parameters are masked before they get here. */
export interface RequestLogEntry {
  /** Decimal; counts up from 1 for the life of the process. */
  readonly id: string;
  /** ISO 8601, on the simulator's clock. */
  readonly at: string;
  readonly kind: RequestKind;
  readonly method: string;
  readonly url: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of the response; null when none came. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** What was done on purpose: a fault on demand, a retry, a look at whether something is there. */
  readonly note?: string;
  /** One sentence that says what was wrong; absent when nothing was. */
  readonly problem?: string;
  /** `X-Twilio-Signature` of a webhook. */
  readonly signature?: string;
  readonly callSid?: string;
  /** What came back, for a request of TwiML; `excerpt` has at most 300 characters, long numbers masked. */
  readonly response?: { readonly contentType: string; readonly excerpt: string };
}

export interface RequestFilter {
  readonly kind?: RequestKind | readonly RequestKind[];
  readonly call?: string;
  /** Only those with a problem, or only those without. */
  readonly problem?: boolean;
  readonly where?: (entry: RequestLogEntry) => boolean;
}

export interface RequestLog {
  /** `sendAgain` repeats the request and resolves with its entry. */
  add(entry: Omit<RequestLogEntry, 'id'>, sendAgain?: () => Promise<RequestLogEntry>): RequestLogEntry;
  /** Newest last; at most the last 1,000. `after` leaves out ids up to it, `limit` all but the newest. */
  list(
    filter?: RequestFilter & { readonly after?: number; readonly limit?: number },
  ): readonly RequestLogEntry[];
  find(id: string): RequestLogEntry | undefined;
  /** The first entry that fits among those still to come. Rejects after the time limit, 5 s by default. */
  next(filter?: RequestFilter & { readonly timeoutMilliseconds?: number }): Promise<RequestLogEntry>;
  /** Sends the request of an entry again; undefined when it may not be repeated. */
  sendAgain(entry: RequestLogEntry): Promise<RequestLogEntry> | undefined;
  /** Calls back for every later entry; returns a function that stops it. */
  onAdd(listener: (entry: RequestLogEntry) => void): () => void;
  clear(): void;
}

/** Misbehaviour on demand: `PUT /simulator/faults`. Every part reads what concerns it. */
export interface Faults {
  readonly current: FaultPlan;
  set(plan: FaultPlan): void;
  clear(): void;
  /** Calls back after every `set` and `clear`; returns a function that stops it. */
  onChange(listener: () => void): () => void;
}

export interface FaultPlan {
  /** Payment callbacks. */
  readonly callbacks?: CallbackFaults;
  /** Status callbacks of calls, legs and conferences. */
  readonly statusCallbacks?: CallbackFaults;
  readonly connector?: {
    readonly delayMilliseconds?: number;
    /** Fail this many requests, then work. */
    readonly failTimes?: number;
    readonly failWith?: 'timeout' | 'reset' | number;
  };
  /** The REST API; `operations` limits it to some, by name (`createPayment`, `updatePayment`, `updateDocument` …). */
  readonly rest?: {
    readonly probability: number;
    readonly failWith: 429 | 500 | 503 | 'timeout' | 'reset' | 'malformed';
    /** Seconds for the `Retry-After` header of a 429. */
    readonly retryAfterSeconds?: number;
    /** Fail after the request took effect, instead of before. */
    readonly afterEffect?: boolean;
    readonly operations?: readonly string[];
    /** Stop failing after this many failures. */
    readonly times?: number;
  };
  /** Drop every Sync socket and refuse new ones while true. */
  readonly syncDown?: boolean;
  /** Let changes of Sync objects overtake each other on their way to browsers, as happens with Twilio (observed). */
  readonly syncReordered?: boolean;
}

/** Probabilities are 0 to 1; delays in milliseconds. */
export interface CallbackFaults {
  readonly late?: { readonly probability: number; readonly milliseconds: number };
  readonly duplicated?: { readonly probability: number };
  readonly reordered?: { readonly probability: number; readonly windowMilliseconds: number };
  readonly lost?: { readonly probability: number };
}

/** Options of `createSimulator`. */
export interface SimulatorOptions {
  /** 0 picks a free port. */
  readonly port?: number;
  /** Serves Twilio's own host names over TLS on this port too; 0 picks a free one. Absent: no TLS. */
  readonly tlsPort?: number;
  readonly host?: string;
  readonly account?: Account;
  readonly syncServiceSid?: string;
  readonly twimlAppSid?: string;
  readonly phoneNumbers?: readonly PhoneNumberConfig[];
  readonly connectors?: readonly ConnectorConfig[];
  /** Settings under one name; `settings` go before it. */
  readonly profile?: ProfileName;
  readonly settings?: Partial<Settings>;
  /** Address of the application's page: the console shows it beside the phone, in a frame. */
  readonly appUrl?: string;
  readonly clock?: Clock;
  readonly chance?: Chance;
  /** Called with one line per notable event; by default nothing is logged. Never receives a digit. */
  readonly log?: (line: string) => void;
}

export interface Simulator {
  /** `http://127.0.0.1:3001` */
  readonly url: string;
  readonly port: number;
  /** With `tlsPort`: the port, and the PEM certificate of the authority that clients must trust. New at each start. */
  readonly tls?: {
    readonly port: number;
    readonly certificate: string;
    /** For a server under `localhost`, which requests of the simulator's trust: its certificate and private key, PEM. */
    readonly identity: { readonly cert: string; readonly key: string; readonly ca: string };
  };
  readonly account: Account;
  readonly syncServiceSid: string;
  /** The same operations as the control API, for tests in the same process. */
  readonly calls: Calls;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Changes where numbers and connectors point after the start, e.g. once the app's port is known. */
  configure(changes: Pick<SimulatorOptions, 'phoneNumbers' | 'connectors'>): void;
  reset(): void;
  close(): Promise<void>;
}
