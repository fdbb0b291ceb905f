import { type TwilioError, twilioError } from '../http/twilio-error.ts';

/**
 * One of Sync's refusals, for REST and socket alike. Codes are from Twilio's error dictionary; 429 for 54009 is
 * documented; 412, 404, 409, 413 and 403 follow the platform's convention and what twilio-sync 4.0.1 reacts to. The
 * exact wording of most messages is unconfirmed.
 */
export function syncError(code: keyof typeof ERRORS): TwilioError {
  const [status, message] = ERRORS[code];
  return twilioError(status, code, message);
}

const ERRORS = {
  54003: [400, 'Invalid If-Match header'],
  54006: [413, 'Request entity too large'],
  54007: [403, 'Access forbidden for identity'],
  54008: [400, 'Invalid JSON'],
  54009: [429, 'Rate limit exceeded'],
  54010: [400, 'Invalid request, no parameters specified in request'],
  54011: [400, 'Invalid TTL'],
  54050: [404, 'Service Instance not found'],
  54100: [404, 'Document not found'],
  54101: [400, 'Invalid Document data: null'],
  54103: [412, 'The revision of the Document does not match the expected revision'],
  54301: [409, 'Unique name already exists'],
  54302: [400, 'Invalid unique name'],
  54351: [400, 'Invalid identity'],
} as const satisfies Record<number, readonly [number, string]>;
