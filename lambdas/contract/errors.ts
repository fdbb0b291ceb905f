import type { UnknownPayment } from './desk-api.ts';

/** Every refusal and failure a caller can meet, the gateway's own included (`gateway-responses.ts`). */
export const ERRORS = {
  INVALID_REQUEST: {
    status: 400,
    message: 'Failed to read the request: a field is missing or wrong. Correct it and send again.',
  },
  BODY_NOT_JSON: {
    status: 400,
    message: 'Failed to read the request: the body is not a JSON object. Send one.',
  },
  BODY_TOO_LARGE: { status: 413, message: 'Failed to read the request: the body is too large. Send less.' },
  CARD_DIGITS: {
    status: 400,
    message:
      'Failed to accept the request: a field holds what looks like a card number. Let the caller key it in.',
  },
  SECRET_DIGITS: {
    status: 400,
    message:
      'Failed to accept the request: a field holds digits beside a word such as "cvv", "exp" or "account". Leave them out and let the caller key them in.',
  },
  BROKEN_TEXT: {
    status: 400,
    message: 'Failed to accept the request: a field holds half a character. Type the text again.',
  },
  SIGN_IN_REQUIRED: {
    status: 401,
    message: 'Failed to serve the request: nobody is signed in. Sign in again.',
  },
  GRANT_REFUSED: {
    status: 401,
    message:
      'Failed to open the panel: the grant is unknown, used, too old or for another page. Ask for a new one.',
  },
  PANEL_CLOSED: {
    status: 401,
    message: 'Failed to serve the request: the panel is not open any more. Open it with a new grant.',
  },
  CREDENTIALS_REFUSED: {
    status: 401,
    message:
      'Failed to serve the request: the connector credentials are wrong. Compare them with the secret.',
  },
  SIGNATURE_REFUSED: {
    status: 403,
    message:
      'Failed to serve the request: it is not signed by Twilio for this address. Check PUBLIC_BASE_URL and the auth token.',
  },
  ROLE_REFUSED: {
    status: 403,
    message: 'Failed to serve the request: your role does not allow it. Ask a supervisor.',
  },
  CLIENT_REFUSED: {
    status: 403,
    message: 'Failed to serve the request: this client may not ask for grants. Add it to EMBED_CLIENTS.',
  },
  NAME_RESERVED: {
    status: 403,
    message: 'Failed to serve the request: your user name is reserved for the records. Ask for another name.',
  },
  NOT_YOUR_CALL: {
    status: 403,
    message: 'Failed to serve the request: the call belongs to another agent. Use your own call.',
  },
  REQUEST_REFUSED: {
    status: 403,
    message:
      'Failed to let the request through: the firewall refused it. Quote the request id to the operators.',
  },
  NOT_FOUND: {
    status: 404,
    message: 'Failed to find that address: no such path and method. Check both.',
  },
  CALL_NOT_FOUND: {
    status: 404,
    message: 'Failed to find the call: no such call came in here. Check callSid.',
  },
  DELIVERY_NOT_FOUND: {
    status: 404,
    message: 'Failed to send the event again: it was never sent to that endpoint. Read the list again.',
  },
  SESSION_NOT_FOUND: {
    status: 404,
    message: 'Failed to find the payment session: nothing is recorded under it. Check paySid.',
  },
  CALL_ENDED: {
    status: 409,
    message: 'Failed to start the payment: the call has ended. Call the customer back.',
  },
  SESSION_OPEN: {
    status: 409,
    message: 'Failed to start the payment: another one is open on this call. Complete or cancel it first.',
  },
  CEILING_REACHED: {
    status: 409,
    message:
      'Failed to start the payment: with it, more would be charged under this reference than the grant allows. Charge less, or ask for a new grant.',
  },
  UNKNOWN_RESULT: {
    status: 409,
    message:
      'Failed to charge: an earlier payment may have been charged. Check with the processor, then start with its SID in acknowledgeUnknown to charge anyway.',
  },
  ACTION_NOT_ALLOWED: {
    status: 409,
    message:
      'Failed to do that: the payment session has moved on. Read it again and choose from what it allows.',
  },
  RESULT_KNOWN: {
    status: 409,
    message: 'Failed to record the finding: the result of this payment is known. Read the payment again.',
  },
  REPORT_OPEN: {
    status: 409,
    message: 'Failed to close: the time is not over, so more payments may begin in it. Close it once it is.',
  },
  ALREADY_SUBMITTED: {
    status: 409,
    message:
      'Failed to cancel: the payment is already with the processor, so nothing was cancelled. Wait for its result.',
  },
  TRAIL_TOO_NEW: {
    status: 503,
    message:
      'Failed to show the payment: a newer version of the service recorded some of its events. Nothing is lost. Have the newer version deployed again.',
  },
  TOO_OFTEN: {
    status: 409,
    message: 'Failed to do that: it was done too often on this payment. Cancel the payment and start again.',
  },
  TOO_MANY_ROWS: {
    status: 400,
    message: 'Failed to export: too many payments match. Narrow the time range.',
  },
  NOT_COUNTED_YET: {
    status: 503,
    message:
      'Failed to add up: payments of that time are still being counted. Nothing is lost. Try again later, or ask for a later time.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    message: 'Failed to take the request: too many at once. Wait a second and try again.',
  },
  TWILIO_REFUSED: { status: 502, message: 'Failed to carry it out: Twilio refused. Look up its code.' },
  TWILIO_UNAVAILABLE: {
    status: 502,
    message:
      'Failed to carry it out: Twilio gave no usable response. Read the payment session, then try again.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    message: 'Failed to serve the request: a store did not respond. Try again shortly.',
  },
  UNAVAILABLE: {
    status: 503,
    message: 'Failed to respond: the service is not available. Check what was recorded, then try again.',
  },
  TIMED_OUT: {
    status: 504,
    message:
      'Failed to respond in time: the request may still be carried out. Check what was recorded first.',
  },
  INTERNAL: {
    status: 500,
    message: 'Failed to serve the request: a fault on our side. Report the request id.',
  },
} as const;

export type ErrorCode = keyof typeof ERRORS;

interface Details {
  /** The request field at fault. */
  readonly field?: string;
  /** Replaces the table's sentence; must not hold a value somebody sent. */
  readonly message?: string;
  readonly twilioCode?: number;
  /** The payment that may have been charged. */
  readonly unknown?: UnknownPayment;
  /** When to try again; becomes the header `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An expected failure: becomes the contract's error response with the status and words of its row in the table. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly field: string | undefined;
  readonly twilioCode: number | undefined;
  readonly unknown: UnknownPayment | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, details: Details = {}) {
    super(
      details.message ?? ERRORS[code].message,
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.code = code;
    this.status = ERRORS[code].status;
    this.field = details.field;
    this.twilioCode = details.twilioCode;
    this.unknown = details.unknown;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
