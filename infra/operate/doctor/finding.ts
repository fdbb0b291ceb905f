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

export function passed(check: string): Finding {
  return { check, result: 'ok' };
}

export function failed(check: string, advice: string): Finding {
  return { check, result: 'failed', advice };
}

export function warned(check: string, advice: string): Finding {
  return { check, result: 'warning', advice };
}
