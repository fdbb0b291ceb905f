import type { ErrorResponse } from './desk-api.ts';
import { ERRORS, type ErrorCode } from './errors.ts';

/**
 * Largest body any caller may send, in bytes: a webhook is below 5 kB, a start with every parameter below 12 kB, and
 * AWS WAF inspects no more than this unless paid to.
 */
export const MAX_BODY_BYTES = 16 * 1024;

/**
 * The responses sent before, or instead of, a handler's. Each uses one code of the error table, so that a caller sees
 * one shape and one set of codes wherever the response comes from. The stack and the local host both loop over this.
 */
export const GATEWAY_RESPONSES = {
  unauthorized: { type: 'UNAUTHORIZED', code: 'SIGN_IN_REQUIRED' },
  expiredToken: { type: 'EXPIRED_TOKEN', code: 'SIGN_IN_REQUIRED' },
  accessDenied: { type: 'ACCESS_DENIED', code: 'ROLE_REFUSED' },
  filtered: { type: 'WAF_FILTERED', code: 'REQUEST_REFUSED' },
  /** API Gateway's word for a path or method it does not know. */
  notFound: { type: 'MISSING_AUTHENTICATION_TOKEN', code: 'NOT_FOUND' },
  tooLarge: { type: 'REQUEST_TOO_LARGE', code: 'BODY_TOO_LARGE' },
  throttled: { type: 'THROTTLED', code: 'TOO_MANY_REQUESTS' },
  timedOut: { type: 'INTEGRATION_TIMEOUT', code: 'TIMED_OUT' },
  otherRefusal: { type: 'DEFAULT_4XX', code: 'INVALID_REQUEST' },
  otherFailure: { type: 'DEFAULT_5XX', code: 'UNAVAILABLE' },
} as const satisfies Readonly<Record<string, GatewayResponse>>;

interface GatewayResponse {
  /** Response type (AWS docs, "Gateway response types for API Gateway"). */
  readonly type: string;
  readonly code: ErrorCode;
}

/** The contract's response for a code. */
export function errorResponse(code: ErrorCode, requestId: string): ErrorResponse {
  return { error: { code, message: ERRORS[code].message, requestId } };
}
