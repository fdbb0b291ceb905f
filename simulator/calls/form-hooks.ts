import type { Form } from '../http/form-body.ts';
import { invalidParameter, type TwilioError, twilioError } from '../http/twilio-error.ts';
import type { Hook } from '../services.ts';

/**
 * An address in a form with its method; undefined when the form has none.
 *
 * @throws the error given, for an address that is not absolute; TwilioError 20001 for a method (code unconfirmed).
 */
export function hookOf(
  form: Form,
  name: string,
  methodName: string,
  invalid: TwilioError,
  usualMethod: Hook['method'] = 'POST',
): Hook | undefined {
  const method = (form.get(methodName) ?? usualMethod).toUpperCase();
  if (method !== 'GET' && method !== 'POST') throw invalidParameter(methodName);
  const url = form.get(name);
  if (!url) return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw invalid;
  return { url, method };
}

/** What is to be heard: an address, or silence when it is empty (Twilio docs). @throws TwilioError as {@link hookOf} */
export function soundOf(
  form: Form,
  name: string,
  methodName: string,
  usualMethod: Hook['method'],
): Hook | 'silence' | undefined {
  const hook = hookOf(
    form,
    name,
    methodName,
    twilioError(400, 21205, `${name} is not a valid URL`),
    usualMethod,
  );
  return hook ?? (form.get(name) === '' ? 'silence' : undefined);
}

/** The form's `Twiml`. @throws TwilioError 20001 above 4,000 characters (Twilio docs; code unconfirmed) */
export function documentOf(form: Form): { readonly document: string } | undefined {
  const document = form.get('Twiml');
  if (!document) return undefined;
  if (document.length > LONGEST_DOCUMENT) throw invalidParameter('Twiml');
  return { document };
}

const LONGEST_DOCUMENT = 4000;
