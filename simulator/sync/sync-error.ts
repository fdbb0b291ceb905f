import { type TwilioError, twilioError } from '../http/twilio-error.ts';

/**
 * One of Sync's refusals, for REST and socket alike; REST puts its own 404 in the place of those with status 404. Codes
 * are from Twilio's error dictionary. 404, 409, 412 of documents, 413, 54008 and 54208 are observed, 429 is documented,
 * 400 and 403 follow the platform's convention and what twilio-sync 4.0.1 reacts to. The wording of the others is
 * unconfirmed.
 */
export function syncError(code: SyncErrorCode): TwilioError {
  const [status, message] = ERRORS[code];
  return twilioError(status, code, message);
}

export type SyncErrorCode = keyof typeof ERRORS;

const ERRORS = {
  54003: [400, 'Invalid If-Match header'],
  54006: [413, 'Request entity too large'],
  54007: [403, 'Access forbidden for identity'],
  54008: [400, 'Invalid request body: the type of one of the attributes is invalid'],
  54009: [429, 'Rate limit exceeded'],
  54010: [400, 'Invalid request, no parameters specified in request'],
  54011: [400, 'Invalid TTL'],
  54050: [404, 'Service Instance not found'],
  54100: [404, 'Document not found'],
  54101: [400, 'Invalid Document data: null'],
  54103: [412, 'The revision of the Document does not match the expected revision'],
  54150: [404, 'List not found'],
  54151: [404, 'The specified List Item does not exist'],
  54155: [412, 'The revision of the List Item does not match the expected revision'],
  54200: [404, 'Map not found'],
  54201: [404, 'The specified Map Item does not exist'],
  54205: [412, 'The revision of the Map Item does not match the expected revision'],
  54208: [409, 'An Item with given key already exists in the Map'],
  54209: [400, 'Invalid Map Item key'],
  54301: [409, 'Unique name already exists'],
  54302: [400, 'Invalid unique name'],
  54351: [400, 'Invalid identity'],
  54354: [404, 'Permission not found'],
  54451: [400, 'Invalid Order'],
  54452: [400, 'Invalid Bounds'],
  54453: [400, 'Invalid PageToken'],
  54454: [400, 'Invalid PageSize'],
  54458: [400, 'Invalid List Item index'],
} as const satisfies Record<number, readonly [number, string]>;
