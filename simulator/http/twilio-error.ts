/** An error in Twilio's own words: becomes the 2010 API's body, byte for byte. */
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

/** Creates a {@link TwilioError}. `message` must never repeat a value from the request. */
export function twilioError(
  status: number,
  code: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): TwilioError {
  return new TwilioError(status, code, message, headers);
}

/** 400/20001 for a parameter; wording and code are unconfirmed. */
export function invalidParameter(name: string): TwilioError {
  return twilioError(400, 20001, `Parameter ${name} is not valid`);
}

/** 404/20404 for a path; Twilio's message repeats the requested path. */
export function notFound(path: string): TwilioError {
  return twilioError(404, 20404, `The requested resource ${path} was not found`);
}

/** The body Twilio returns, with its keys in Twilio's order (Twilio docs; observed). */
export function errorBody({ status, code, message }: TwilioError): string {
  return JSON.stringify({
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
}
