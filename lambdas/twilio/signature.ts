import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';

/** Form parameters as received: a name given several times keeps every value. */
export type FormParameters = ReadonlyMap<string, readonly string[]>;

/**
 * True when one of the auth tokens signed exactly this address and these parameters (Twilio docs, "webhook security").
 * Fails closed: without a header, a token or an address the result is false. The address must come from our settings,
 * never from the request, or a caller could choose what the signature has to match.
 */
export function isSignedByTwilio(
  signature: string | undefined,
  url: string,
  parameters: FormParameters,
  authTokens: readonly string[],
): boolean {
  if (!signature || !url) return false;
  const signed: Record<string, string | string[]> = Object.create(null);
  for (const [name, values] of parameters) {
    signed[name] = values.length === 1 ? (values[0] ?? '') : [...values];
  }
  // Every token is tried, so that the time taken does not reveal which one matched.
  return authTokens.map((token) => validateRequest(token, signature, url, signed)).includes(true);
}

/** Reads an `application/x-www-form-urlencoded` body. */
export function parseForm(body: string): FormParameters {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body)) {
    const values = parameters.get(name);
    if (values) values.push(value);
    else parameters.set(name, [value]);
  }
  return parameters;
}
