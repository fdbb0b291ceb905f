/** The few calls to Twilio's REST API that a deployment needs: forms in, JSON out, tried again where that is safe. */
export interface TwilioRest {
  readonly accountSid: string;
  get(url: string): Promise<Json>;
  post(url: string, form: Readonly<Record<string, string>>): Promise<Json>;
  /** What is already gone counts as deleted. */
  delete(url: string): Promise<void>;
}

export type Json = Readonly<Record<string, unknown>>;

export interface TwilioRestOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly fetch?: typeof fetch;
}

/**
 * A refusal or missing response from Twilio, in words for the person who deploys. Holds Twilio's code, never its text
 * or ours.
 */
export class TwilioFailure extends Error {
  override readonly name = 'TwilioFailure';
  /** Status of the response; 0 when none arrived. */
  readonly status: number;
  readonly code: number | undefined;

  constructor(status: number, code: number | undefined) {
    super(explain(status, code));
    this.status = status;
    this.code = code;
  }

  /** Whether the credentials are to blame. */
  get isRefusal(): boolean {
    return this.status === 401 || this.status === 403;
  }

  /** Whether the same request may work a moment later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function createTwilioRest({
  accountSid,
  authToken,
  fetch: send = fetch,
}: TwilioRestOptions): TwilioRest {
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  const request = async (
    method: string,
    url: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    let response: Response;
    try {
      response = await send(url, {
        method,
        headers: { authorization, accept: 'application/json' },
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        ...(form ? { body: new URLSearchParams(form) } : {}),
      });
    } catch {
      throw new TwilioFailure(0, undefined); // the cause may quote the address or the form
    }
    if (response.ok) return response;
    throw new TwilioFailure(response.status, codeOf(await response.json().catch(() => undefined)));
  };

  return {
    accountSid,
    get: async (url) => parse(await request('GET', url)),
    post: async (url, form) => parse(await request('POST', url, form)),
    delete: async (url) => {
      try {
        await request('DELETE', url);
      } catch (failure) {
        if (!(failure instanceof TwilioFailure && failure.status === 404)) throw failure;
      }
    },
  };
}

const REQUEST_TIMEOUT_MS = 10_000;

async function parse(response: Response): Promise<Json> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) throw new TwilioFailure(0, undefined);
  return body as Json;
}

function codeOf(body: unknown): number | undefined {
  const code = typeof body === 'object' && body !== null ? (body as Json).code : undefined;
  return typeof code === 'number' ? code : undefined;
}

function explain(status: number, code: number | undefined): string {
  const said = code ? ` with code ${code} (https://www.twilio.com/docs/api/errors/${code})` : '';
  if (status === 0)
    return 'Twilio gave no usable response. Try again; see status.twilio.com if it happens twice.';
  if (status === 401 || status === 403) {
    return `Twilio refused the credentials${said}. Check TWILIO_ACCOUNT_SID, and the first of authTokens in the Twilio secret: it must be that account's auth token.`;
  }
  if (status === 429) return `Twilio asked to slow down${said}. Try again in a minute.`;
  if (status >= 500)
    return `Twilio failed with status ${status}${said}. Try again; see status.twilio.com if it happens twice.`;
  return `Twilio refused with status ${status}${said}.`;
}
