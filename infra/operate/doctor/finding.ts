import type { NoteKey } from '#lambdas/tlog/signed-note.ts';

/** What one check found. `advice` says what to do and never holds a secret. */
export interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'warning' | 'failed';
  readonly advice?: string;
}

export type Check = (target: Target) => Promise<Finding>;

/** A deployment to check, wherever it runs. */
export interface Target {
  /** The address Twilio calls, stage included. */
  readonly publicBaseUrl: string;
  /** The desk's address, with a trailing slash. */
  readonly deskUrl: string;
  readonly accountSid: string;
  readonly phoneNumber: string;
  readonly payConnectorName: string;
  readonly twimlAppSid: string;
  readonly syncServiceSid: string;
  readonly mockProcessor: boolean;
  /** Origins in whose pages the panel may stand; none where nobody embeds it. */
  readonly embedOrigins: readonly string[];
  /** Whether Cognito's own sender mails invitations and codes: to few people a day. */
  readonly cognitoMails: boolean;
  readonly capacity: Capacity;
  readonly log: SealedLog;
  readonly secret: {
    readonly authTokens: readonly string[];
    readonly apiKeySid: string;
    readonly apiKeySecret: string;
    readonly connectorUsername: string;
    readonly connectorPassword: string;
  };
  readonly hosts: { readonly api: string; readonly sync: string; readonly marketplace: string };
  readonly fetch: typeof fetch;
}

/** Functions at once, in the account's region. */
export interface Capacity {
  /** What the account may run. */
  readonly limit: number;
  /** The part of it that no function has reserved. */
  readonly unreserved: number;
  /** What the stage has reserved for Twilio's requests. */
  readonly reserved: number;
  /** What must be unreserved before it can reserve that much. */
  readonly needed: number;
  /** Whether the settings ask for a reservation. */
  readonly isWanted: boolean;
}

/** The stage's transparency log, as far as anybody may read it. */
export interface SealedLog {
  key(): Promise<NoteKey>;
  /** The newest checkpoint, a signed note, and when it was written; undefined when there is none. */
  newest(): Promise<{ readonly note: string; readonly at: Date } | undefined>;
  /** Whether it never held anything. */
  isNew(): Promise<boolean>;
}

/** Advice for what a deployment puts right, also when only something at Twilio or in the bucket was changed. */
export const DEPLOY = 'Run npm run deploy, which fixes it.';

export function passed(check: string): Finding {
  return { check, result: 'ok' };
}

export function failed(check: string, advice: string): Finding {
  return { check, result: 'failed', advice };
}

export function warned(check: string, advice: string): Finding {
  return { check, result: 'warning', advice };
}
