import type { Form } from './form-body.ts';
import { invalidParameter, twilioError } from './twilio-error.ts';

/**
 * A `true` or `false` parameter, or undefined when it was not sent.
 * @throws TwilioError 400 with code 20001 for anything else; the code is unconfirmed.
 */
export function readBoolean(form: Form, name: string): boolean | undefined {
  const text = form.get(name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw invalidParameter(name);
  return text === 'true';
}

/** @throws TwilioError 400 with code 20001, worded as the v1 APIs do (observed), when it was not sent. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw twilioError(400, 20001, `Missing required parameter ${name} in the post body`);
  return value;
}

/** A record without the fields that are undefined, so that it can be spread over defaults. */
export function defined<T extends object>(
  fields: { readonly [K in keyof T]?: T[K] | undefined },
): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
