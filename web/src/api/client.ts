import type { ErrorResponse, UnknownPayment } from '#lambdas/contract/desk-api.ts';

/** A failed call to the desk's API. `status` 0 and code `NETWORK` mean that no response arrived. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly field: string | undefined;
  readonly twilioCode: number | undefined;
  /** The payment that may have been charged, with `UNKNOWN_RESULT`. */
  readonly unknown: UnknownPayment | undefined;
  /** Seconds to wait, when a 429 gives them. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, error: Partial<ErrorResponse['error']>, retryAfterSeconds?: number) {
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

  /** True when it is unknown whether the request took effect. */
  get isUncertain(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** How long the service wants to be left alone after this failure, in milliseconds; 0 when it does not say. */
export function retryAfterMs(failure: unknown): number {
  return failure instanceof ApiError ? (failure.retryAfterSeconds ?? 0) * 1_000 : 0;
}

/**
 * What the client needs from the sign-in: a token, one attempt to renew it, and a way to report that it has ended.
 */
export interface TokenSource {
  accessToken(): Promise<string | undefined>;
  /** False when the renewal is refused. @throws ApiError when it cannot be had now and is tried again. */
  renew(): Promise<boolean>;
  markEnded(): void;
}

export type RequestOptions = {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly accept?: string;
  /** Lets the request outlive the page, for a last message on leaving. */
  readonly keepalive?: boolean;
};

export type Send = (path: string, options?: RequestOptions) => Promise<Response>;

/**
 * Calls the desk's API with the sign-in token. A 401 renews the token once and tries again (a refused request had no
 * effect); a second 401, or a refused renewal, marks the sign-in as ended, so that the agent can sign in again without
 * leaving the page.
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
        message: 'Failed to reach the service: no response arrived. Check the connection and try again.',
      });
    });
  };

  return async (path, options = {}) => {
    let response = await attempt(path, options);
    if (response.status === 401 && (await tokens.renew())) response = await attempt(path, options);
    if (response.status === 401) tokens.markEnded();
    if (!response.ok) throw await errorOf(response);
    return response;
  };
}

async function errorOf(response: Response): Promise<ApiError> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const body = (await response.json().catch(() => ({}))) as Partial<ErrorResponse>;
  return new ApiError(response.status, body.error ?? {}, Number.isFinite(seconds) ? seconds : undefined);
}
