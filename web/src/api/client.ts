import type { ErrorAnswer, UnknownPayment } from '#lambdas/contract/desk-api.ts';

/** A call to the desk's API that did not work. `status` 0 and code `NETWORK` mean that no answer came at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly field: string | undefined;
  readonly twilioCode: number | undefined;
  /** The payment that may have been charged, with `UNKNOWN_RESULT`. */
  readonly unknown: UnknownPayment | undefined;
  /** Seconds to wait, where a 429 named them. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, error: Partial<ErrorAnswer['error']>, retryAfterSeconds?: number) {
    super(error.message ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code ?? `HTTP_${status}`;
    this.requestId = error.requestId ?? '';
    this.field = error.field;
    this.twilioCode = error.twilioCode;
    this.unknown = error.unknown;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** True when nobody can say whether the request took effect. */
  get isUncertain(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** What the client needs of the sign-in: a token, one try at renewing it, and somebody to tell when that failed. */
export interface TokenSource {
  accessToken(): Promise<string | undefined>;
  renew(): Promise<boolean>;
  markEnded(): void;
}

export type RequestOptions = {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly accept?: string;
  /** Lets the request outlive the page: for the last word on leaving. */
  readonly keepalive?: boolean;
};

export type Send = (path: string, options?: RequestOptions) => Promise<Response>;

/**
 * Calls the desk's API with the sign-in token. A 401 renews the token once and tries again (a refused request had
 * no effect); a second 401 tells the sign-in that it has ended, so that the page can ask for it without going away.
 * @throws ApiError
 */
export function createClient(load: typeof fetch, tokens: TokenSource, base = '/api'): Send {
  const attempt = async (path: string, options: RequestOptions): Promise<Response> => {
    const token = await tokens.accessToken();
    return load(`${base}${path}`, {
      method: options.method ?? 'GET',
      headers: {
        accept: options.accept ?? 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.keepalive ? { keepalive: true } : {}),
      cache: 'no-store',
    }).catch(() => {
      throw new ApiError(0, {
        code: 'NETWORK',
        message: 'Failed to reach the service: no answer came. Check the connection and try again.',
      });
    });
  };

  return async (path, options = {}) => {
    let answer = await attempt(path, options);
    if (answer.status === 401 && (await tokens.renew())) answer = await attempt(path, options);
    if (answer.status === 401) tokens.markEnded();
    if (!answer.ok) throw await errorOf(answer);
    return answer;
  };
}

async function errorOf(answer: Response): Promise<ApiError> {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  const body = (await answer.json().catch(() => ({}))) as Partial<ErrorAnswer>;
  return new ApiError(answer.status, body.error ?? {}, Number.isFinite(seconds) ? seconds : undefined);
}
