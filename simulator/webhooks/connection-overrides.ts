import type { IncomingResponse, RequestFailure } from '../http/send-request.ts';

/** How one webhook connects and when it retries. */
export interface ConnectionPolicy {
  readonly retries: number;
  readonly retryOn: readonly string[];
  readonly connectMilliseconds: number;
  /** The shorter of the limits for the response and for everything together. */
  readonly totalMilliseconds: number;
}

/** One retry, and only when no connection was made; 15 s for everything (Twilio docs, connection overrides). */
const DEFAULT_POLICY: ConnectionPolicy = {
  retries: 1,
  retryOn: ['ct'],
  connectMilliseconds: 5000,
  totalMilliseconds: 15_000,
};

/** Reads `#rc=2&rp=ct,5xx&ct=1000&rt=5000&tt=15000` off a URL; values out of range are ignored. */
export function connectionPolicyOf(url: string, readFragment: boolean): ConnectionPolicy {
  const overrides = new URLSearchParams(readFragment ? (url.split('#')[1] ?? '') : '');
  const number = (name: string, low: number, high: number, fallback: number) => {
    const value = Number(overrides.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= low && value <= high ? value : fallback;
  };
  const read = number('rt', 100, 15_000, DEFAULT_POLICY.totalMilliseconds);
  const total = number('tt', 100, 15_000, DEFAULT_POLICY.totalMilliseconds);
  return {
    retries: number('rc', 0, 5, DEFAULT_POLICY.retries),
    retryOn: overrides.get('rp')?.split(',') ?? DEFAULT_POLICY.retryOn,
    connectMilliseconds: number('ct', 100, 10_000, DEFAULT_POLICY.connectMilliseconds),
    totalMilliseconds: Math.min(read, total),
  };
}

/** Whether this policy retries after this result. */
export function calledForRetry(
  result: IncomingResponse | RequestFailure,
  { retryOn }: ConnectionPolicy,
): boolean {
  const kind = kindOf(result);
  return kind !== undefined && (retryOn.includes(kind) || retryOn.includes('all'));
}

function kindOf(result: IncomingResponse | RequestFailure): 'ct' | 'rt' | '4xx' | '5xx' | undefined {
  if ('failure' in result) return FAILURES[result.failure];
  if (result.status >= 500) return '5xx';
  return result.status >= 400 ? '4xx' : undefined;
}

/** An address that is none stays none. */
const FAILURES = { connect: 'ct', timeout: 'rt', broken: 'rt', address: undefined } as const;
