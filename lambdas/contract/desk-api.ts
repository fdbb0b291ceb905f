import type { Capture, CardBrand, Field, PaymentMethod } from './fields.ts';
import type { Brand, Merchant } from './look-settings.ts';
import type { IdRules } from './reference-mask.ts';

/**
 * The JSON contract between the desk and its API. It is one list on purpose, however long: everything that passes
 * between the two can be read in one place. Amounts are decimal strings with all the decimals of their currency
 * ("12.00", "500" in JPY), times are ISO 8601 UTC with milliseconds.
 */

export type { Capture, CardBrand, Field, PaymentMethod };
export type BankAccountType = 'consumer-checking' | 'consumer-savings' | 'commercial-checking';
export type TokenType = 'one-time' | 'reusable' | 'payment-method';
export type SessionState =
  | 'started'
  | 'capturing'
  | 'ready'
  | 'submitting'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  /** Submitted, but no result arrived before we stopped waiting. A late one still counts. */
  | 'unknown';

/**
 * What became of the money: taken, a card saved without a charge, surely nothing, or not known. `unknown` means that
 * somebody has to check with the processor before charging again.
 */
export type MoneyOutcome = 'charged' | 'saved' | 'notCharged' | 'unknown';

export type SessionAction = 'capture' | 'complete' | 'cancel';

export type Role = 'agent' | 'supervisor';
export type PresenceState = 'online' | 'paused' | 'offline';

/** Why something failed, in words for the agent. `code` is Twilio's ErrorType, Result or 64xxx code. */
export interface SessionError {
  readonly code: string;
  readonly field?: Capture;
  readonly guidance: string;
  /**
   * True when the processor itself said no (Twilio sent a code in `ConnectorError`, or 64012). What that means for the
   * money is in `outcome`.
   */
  readonly declined?: boolean;
}

/**
 * One payment session as the desk sees it: the same shape in every response and in the session's Sync document. It
 * never holds a full number, security code or bank number.
 */
export interface PaySession {
  readonly paySid: string;
  readonly callSid: string;
  /** The signed-in name of the agent who owns the session. */
  readonly agent: string;
  readonly state: SessionState;
  readonly paymentMethod: PaymentMethod;
  readonly chargeAmount?: string;
  readonly currency?: string;
  readonly tokenType?: TokenType;
  readonly bankAccountType?: BankAccountType;
  readonly description?: string;
  /** What the payment is for in the business's own books: an order, an invoice. */
  readonly reference?: string;
  /** The customer's id in the business's own books. */
  readonly customer?: string;
  /**
   * By which the processor can know the payment, where it is told: 16 letters. Twilio's own SID does not exist yet when
   * Twilio is told what the processor will be.
   */
  readonly assistPayId?: string;
  /** The system whose grant it was started with; `agent` is then "<name> via <client>". */
  readonly client?: string;
  /** Public id of that grant. */
  readonly grant?: string;
  /** Seconds Twilio waits for the caller's next key, where the start request named them. */
  readonly timeout?: number;
  /** Fields still missing, in the order Twilio reported them. */
  readonly required: readonly Capture[];
  /**
   * Accepted fields. Numbers are masked to the last four digits ("xxxxxxxxxxxx1111"). Expiry and postal code are
   * clear only in the Sync document while the session runs; everywhere else they are a run of `x`.
   */
  readonly captured: Readonly<Partial<Record<Capture, string>>>;
  /**
   * The field being keyed in right now; `typed` holds one `x` per digit so far. Only a desk knows them, from the document
   * named by `typing`: the API returns none.
   */
  readonly capturing?: { readonly field: Capture; readonly typed: string };
  /** Per field, Twilio's time of its last outcome, ISO 8601: digits that are not newer are stale. */
  readonly outcomeTimes?: Readonly<Partial<Record<Capture, string>>>;
  readonly cardType?: CardBrand;
  readonly error?: SessionError;
  /** What became of the money; absent while the session is open. Nobody else decides it. */
  readonly outcome?: MoneyOutcome;
  /** Twilio's `Result` once the session is over. */
  readonly result?: string;
  readonly confirmationCode?: string;
  readonly paymentToken?: string;
  /** The customer's id at the processor: with several connectors the token works only together with it. */
  readonly profileId?: string;
  /** Which of the processor's references were masked or left out because they could be the payer's own number. */
  readonly withheld?: readonly string[];
  /** What the processor said through `PayConnector_` parameters, by their names without that prefix. */
  readonly processor?: Readonly<Record<string, string>>;
  /** What a supervisor found out about a payment whose result was not known; `outcome` follows it. */
  readonly resolution?: Resolution;
  /** A result that arrived after the resolution and says something else. */
  readonly contradiction?: { readonly reported: MoneyOutcome; readonly at: string };
  /** Set when somebody other than its own agent had the session cancelled: a supervisor's name, or `system`. */
  readonly cancellation?: { readonly by: string; readonly reason?: string };
  /** What the state allows next. The only table of states lives behind the API. */
  readonly allowed: readonly SessionAction[];
  /** Number of events recorded: a reader ignores a state with a lower version than the one it shows. */
  readonly version: number;
  /** Unique name of the Sync document that carries this session live. */
  readonly document: string;
  /** Unique name of the Sync document that holds what is being keyed in: {@link TypedDigits}. */
  readonly typing?: string;
  readonly startedAt: string;
  /** Twilio's time of what ended it, or ours; absent while it is open, and in states kept before this was known. */
  readonly endedAt?: string;
  /** Time of the newest event; orders two states of the same version. */
  readonly updatedAt: string;
}

/** What the caller is keying in, as a session's second Sync document holds it. It knows nothing of the session's state. */
export interface TypedDigits {
  readonly paySid: string;
  readonly field: Capture;
  /** One `x` per digit so far. */
  readonly typed: string;
  /** Twilio's time of it, ISO 8601. */
  readonly at: string;
}

export type Finding = Extract<MoneyOutcome, 'charged' | 'notCharged'>;

/** What a supervisor found out at the processor. */
export interface Resolution {
  readonly finding: Finding;
  readonly by: string;
  readonly at: string;
  readonly note: string;
  readonly processorReference?: string;
}

/** One line of a session's audit trail. */
export interface TrailEvent {
  readonly sequence: number;
  readonly at: string;
  readonly type: string;
  /** Who did it: an agent's or supervisor's name, `twilio`, or `system`. */
  readonly by: string;
  readonly field?: Capture;
  readonly code?: string;
  /** The processor itself said no, which decides what `code` means. */
  readonly declined?: boolean;
  readonly detail?: string;
  readonly requestId?: string;
  readonly hash: string;
}

/** Whether a chain of recorded events is intact, and where it first breaks. */
export interface ChainCheck {
  readonly verified: boolean;
  readonly events: number;
  /** Sequence number of the first event that does not fit its place, or that is missing. */
  readonly brokenAt?: number;
}

/**
 * `GET /paySessions/{paySid}?after`: a session with a page of its trail, oldest first; `trail` covers the whole trail.
 */
export interface PaySessionRecord extends PaySession {
  readonly events: readonly TrailEvent[];
  readonly trail: ChainCheck;
  /** Send it as `after` to get the next page; absent on the last. */
  readonly cursor?: string;
}

/**
 * `GET /paySessions/{paySid}/seal`: whether the transparency log holds the newest event of the trail. Empty while it does not, which
 * is usual for the first half minute.
 */
export interface SealView {
  /** When the log took it in. */
  readonly sealedAt?: string;
  /** How many events the trail had then. */
  readonly events?: number;
  /** A file (C2SP tlog-proof) by which anybody with the log's public key can check it without us. */
  readonly proof?: string;
  /** The trail is not what was sealed: an event was changed afterwards. */
  readonly differs?: true;
}

/** What tells one failed payment from another: the processor said no, or anything else. */
export type FailureKind = 'declined' | 'error';

/**
 * `GET /paySessions`: `from`, `to`, `agent`, `state`, `ending`, `failure`, `reason`, `outcome`, `amount`, `amountFrom`, `amountTo`,
 * `currency`, `brand`, `method`, `changedSince`, `callSid`, `paySid`, `lastFour`, `confirmation`, `reference`, `customer`. Each one
 * narrows the list; `-` asks for payments without an agent, a currency or a brand. `state=active` means every state that is not
 * over. Beside them `limit`, `cursor` and `format`.
 */
export interface PaySessionList {
  readonly items: readonly PaySession[];
  /**
   * Where the next page starts. A search examines a limited number of payments, so a page may hold few items, or none,
   * and still have a cursor.
   */
  readonly cursor?: string;
}

/** A payment under way as a supervisor watches it: nothing of the card or the bank account, masked or not. */
export interface TeamSession {
  readonly paySid: string;
  readonly callSid: string;
  readonly state: SessionState;
  /** The field the caller is asked for. */
  readonly field?: Capture;
  readonly paymentMethod: PaymentMethod;
  readonly chargeAmount?: string;
  readonly currency?: string;
  /** Entries refused so far. */
  readonly misses: number;
  readonly startedAt: string;
  /** When it last changed; incoming digits do not count. */
  readonly since: string;
  readonly allowed: readonly SessionAction[];
}

export interface TeamAgent {
  /** Empty for payments without a known agent. */
  readonly agent: string;
  /** `away`: rung, but Twilio found no desk there. */
  readonly presence: PresenceState | 'away';
  /** When they began to wait for a call, or paused. */
  readonly since?: string;
  readonly call?: { readonly callSid: string; readonly since?: string };
  readonly sessions: readonly TeamSession[];
}

/** `GET /team`: agents online, paused or with a payment under way, by name. */
export interface TeamResponse {
  /** The server's time, for working out how long something has lasted. */
  readonly at: string;
  readonly agents: readonly TeamAgent[];
  /** Callers nobody is ringing for, longest waiting first. */
  readonly waiting: readonly WaitingCaller[];
}

export interface WaitingCaller {
  readonly callSid: string;
  readonly since: string;
}

/** A payment whose result is not known: nothing of the card or the bank account, masked or not. */
export type UnresolvedPayment = Pick<
  PaySession,
  | 'paySid'
  | 'callSid'
  | 'agent'
  | 'paymentMethod'
  | 'chargeAmount'
  | 'currency'
  | 'reference'
  | 'assistPayId'
  | 'startedAt'
  | 'updatedAt'
>;

/** `GET /paySessions/toResolve`: payments whose result is not known, oldest first, 100 at most. */
export interface ToResolveResponse {
  readonly items: readonly UnresolvedPayment[];
  /** There are more than these. */
  readonly more: boolean;
}

export type AccessAction = 'search' | 'export' | 'read' | 'accessLog';

/** One line of the access log: somebody looked at what is recorded, or tried to. */
export interface AccessEvent {
  /** A day has several chains; each numbers its own lines. */
  readonly chain: string;
  readonly sequence: number;
  readonly at: string;
  readonly action: AccessAction;
  readonly by: string;
  readonly outcome: 'allowed' | 'refused';
  /** The payment read, or the day of the access log. */
  readonly target?: string;
  /** What was asked for. Card digits are recorded as `given`. */
  readonly filter?: Readonly<Record<string, string>>;
  /** How many payments or lines were shown. */
  readonly rows?: number;
  readonly requestId: string;
  readonly hash: string;
}

/** Whether all chains of a day are intact and none is missing; `events` counts the lines of all of them. */
export interface AccessDayCheck extends ChainCheck {
  /** The chain that `brokenAt` refers to. */
  readonly chain?: string;
}

/**
 * `GET /accessLog?day&by&cursor`: a page of one day (UTC) of the access log, newest first. `trail` covers the lines shown, each
 * one's link to the line before it, and that no chain of the day is gone; its `events` are those of the day from this page on.
 */
export interface AccessLogResponse {
  readonly day: string;
  readonly items: readonly AccessEvent[];
  readonly trail: AccessDayCheck;
  readonly cursor?: string;
}

export interface TokenResponse {
  readonly token: string;
  readonly identity: string;
  readonly phoneNumber: string;
  readonly syncServiceSid: string;
  readonly expiresAt: string;
}

export interface PresenceRequest {
  readonly state: PresenceState;
  /** The caller's leg of the call this desk is on. */
  readonly callSid?: string;
  /**
   * Said by the page, not by a person: it corrects what callbacks have left wrong and wakes an agent taken for away, but
   * changes nothing that a person has pressed, here or elsewhere.
   */
  readonly beat?: boolean;
}

/** What holds now, whatever was said, and who is waiting. */
export interface PresenceResponse {
  readonly state: PresenceState;
  /** Paused by the service: calls rang here and nobody answered. */
  readonly missed?: true;
  readonly queue: QueueView;
}

/** Callers who wait for an agent. */
export interface QueueView {
  /** At most {@link QUEUE_SHOWN}: then there may be more. */
  readonly waiting: number;
  /** When the longest waiting arrived. */
  readonly since?: string;
  /** The server's time, for working out how long that is. */
  readonly at: string;
}

/** What became of a caller. */
export interface CallStep {
  readonly at: string;
  /** `unheard`: an agent's phone answered, but the two were never joined. */
  readonly what: 'rung' | 'waiting' | 'answered' | 'unheard';
  readonly agents?: readonly string[];
}

/** `GET /calls/{callSid}`: how a caller fared, for the agent who took the call and for supervisors. Holds no number. */
export interface CallView {
  readonly callSid: string;
  readonly arrivedAt?: string;
  readonly answeredAt?: string;
  readonly endedAt?: string;
  readonly agent?: string;
  /** Oldest first; of a caller who waited for long the first ones. */
  readonly steps: readonly CallStep[];
  /** SIDs of the payments on it, oldest first. */
  readonly payments: readonly string[];
}

/** Callers counted for a {@link QueueView}. */
export const QUEUE_SHOWN = 50;

export interface StartRequest {
  readonly callSid: string;
  readonly chargeAmount?: string;
  readonly currency?: string;
  readonly paymentMethod?: PaymentMethod;
  readonly bankAccountType?: BankAccountType;
  readonly tokenType?: TokenType;
  readonly description?: string;
  /**
   * What the payment is for in the business's own books, at most 100 characters, in the shape that `REFERENCE_MASK` sets. It
   * is kept, and the processor is told.
   */
  readonly reference?: string;
  /** The customer's id in the business's own books, likewise. */
  readonly customer?: string;
  /**
   * SIDs of earlier payments on this call, or under this reference, that may have been charged: one or a list. A new charge
   * is refused with `UNKNOWN_RESULT` until each of them is named here.
   */
  readonly acknowledgeUnknown?: string | readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly postalCode?: boolean;
  readonly minPostalCodeLength?: number;
  readonly securityCode?: boolean;
  /** Seconds allowed between two digits, 1 to 600; Twilio's default is 5. */
  readonly timeout?: number;
  readonly validCardTypes?: readonly CardBrand[];
  readonly requireMatchingInputs?: readonly Field[];
  readonly confirmation?: boolean;
}

export interface UpdateRequest {
  readonly paySid: string;
  readonly capture: Capture;
}

export interface CompleteRequest {
  readonly paySid: string;
}

export interface CancelRequest {
  readonly paySid: string;
  /** Required from a supervisor. */
  readonly reason?: string;
}

export interface ResolveRequest {
  readonly paySid: string;
  readonly finding: Finding;
  /** The processor's own reference of the payment, where it gave one. */
  readonly processorReference?: string;
  /** How the finding came about, 1 to 500 characters. Required unless a line of a settlement file says it. */
  readonly note?: string;
  /** The line that shows a charge; the note is then made of it. It may be recorded although nothing was reported charged. */
  readonly line?: SettlementLine;
}

/** Where a settlement file shows a payment. Nothing else of a file is kept. */
export interface SettlementLine {
  /** SHA-256 of the whole file, in lower-case hex. */
  readonly file: string;
  readonly format: SettlementFormat;
  /** 1 for the file's first line. */
  readonly line: number;
}

/** Settlement files that are recognised; `csv` is any other, its columns named by a person. */
export const SETTLEMENT_FORMATS = ['stripe', 'adyen', 'paypal', 'csv'] as const;
export type SettlementFormat = (typeof SETTLEMENT_FORMATS)[number];

/** A payment that may have been charged: nobody knows yet. */
export type UnknownPayment = Pick<PaySession, 'paySid' | 'chargeAmount' | 'currency' | 'startedAt'>;

export interface ErrorResponse {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly requestId: string;
    /** The request field at fault, on a 400. */
    readonly field?: string;
    /** Twilio's own code, where Twilio refused. */
    readonly twilioCode?: number;
    /** With `UNKNOWN_RESULT`: the newest payment that may have been charged and was not named. */
    readonly unknown?: UnknownPayment;
  };
}

/**
 * `GET /config.json`: what the page must know before it can sign in. Written by the stack (or by the local host),
 * never secret.
 */
export interface DeskConfig {
  readonly stage: string;
  /** True where no real money or phone is involved; the desk says so in a banner. */
  readonly practice: boolean;
  readonly oidc: { readonly authority: string; readonly clientId: string; readonly scope: string };
  /** True to sign out an agent who only waits for a call, too, after 15 minutes without a press. */
  readonly signOutWaiting: boolean;
  /** Countries (ISO codes) that agents may call, or none for the own number's; absent when they may call nobody. */
  readonly outbound?: readonly string[];
  /** IANA name: the zone whose days reports have, unless a supervisor chooses another. */
  readonly reportZone?: string;
  /** How references and customers' ids are written; absent where any text will do and none is needed. */
  readonly ids?: IdRules;
  /** Who took the money, for receipts; absent where nobody is set, and no receipt can be printed. */
  readonly merchant?: Merchant;
  /** What the desk is called and looks like, where it has a look of its own. */
  readonly brand?: Brand;
  /** True where other systems are told of payments: deliveries can be seen. */
  readonly tellsOthers?: boolean;
  /** Extra options for `new Device(token, …)` and `new SyncClient(token, …)`; empty in AWS. */
  readonly voice: Readonly<Record<string, unknown>>;
  readonly sync: Readonly<Record<string, unknown>>;
}
