/** What the control API sends to this page, as JSON; simulator/README.md documents it. */
import type { CallStatus, FaultPlan, PaymentLine, RequestLogEntry } from '../../services.ts';

/** One line of the request log. */
export type Entry = RequestLogEntry;
export type Payment = PaymentLine;

export interface Leg {
  readonly callSid: string;
  readonly parentCallSid?: string;
  readonly from: string;
  readonly to: string;
  readonly direction: string;
  readonly status: CallStatus;
  readonly dateCreated: string;
  readonly dateUpdated: string;
  readonly startTime?: string;
  readonly endTime?: string;
}

export interface SyncObject {
  readonly kind: 'document' | 'map' | 'list';
  readonly serviceSid: string;
  readonly sid: string;
  readonly uniqueName?: string | null;
  readonly revision: string;
  readonly items?: unknown;
  readonly data?: unknown;
}

/** A queue or a conference: a name, and whatever else is known of it. */
export type Group = Readonly<Record<string, unknown>>;

/** Everything as it stands. */
export interface State {
  readonly calls: readonly Leg[];
  readonly payments: readonly Payment[];
  readonly queues: readonly Group[];
  readonly conferences: readonly Group[];
  readonly sync: readonly SyncObject[];
}

export interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly default: unknown;
}

export interface ClockState {
  /** ISO 8601 */
  readonly now: string;
  readonly state: 'running' | 'stopped';
}

/** `GET /console/info.json` */
export interface Info {
  readonly application: string | null;
  readonly reasons: Readonly<Record<string, string>>;
}

export type { FaultPlan };
