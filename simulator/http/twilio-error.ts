/** An error in Twilio's own voice: becomes the 2010 API's body, byte for byte. */
export class TwilioError extends Error {
  override readonly name = 'TwilioError';
  readonly status: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Makes a {@link TwilioError}. `message` must never repeat a value the caller sent. */
export function twilioError(
  status: number,
  code: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): TwilioError {
  return new TwilioError(status, code, message, headers);
}

/** 404/20404 for a path; Twilio's message repeats the path as asked. */
export function notFound(path: string): TwilioError {
  return twilioError(404, 20404, `The requested resource ${path} was not found`);
}

/** The body Twilio answers with, in its order of keys (Twilio docs; observed). */
export function errorBody({ status, code, message }: TwilioError): string {
  return JSON.stringify({
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
}
