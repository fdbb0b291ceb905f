import type { Form } from '../http/form-body.ts';
import { type TwilioError, twilioError } from '../http/twilio-error.ts';
import type { Hook } from '../services.ts';

/**
 * An address in a form with its method, POST by default; undefined when the form has none.
 *
 * @throws the error given, for an address that is not absolute; TwilioError 20001 for a method (code unconfirmed).
 */
export function hookOf(form: Form, name: string, methodName: string, invalid: TwilioError): Hook | undefined {
  const method = (form.get(methodName) ?? 'POST').toUpperCase();
  if (method !== 'GET' && method !== 'POST')
    throw twilioError(400, 20001, `Parameter ${methodName} is not valid`);
  const url = form.get(name);
  if (!url) return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw invalid;
  return { url, method };
}

/** The form's `Twiml`. @throws TwilioError 20001 above 4,000 characters (Twilio docs; code unconfirmed) */
export function documentOf(form: Form): { readonly document: string } | undefined {
  const document = form.get('Twiml');
  if (!document) return undefined;
  if (document.length > LONGEST_DOCUMENT) throw twilioError(400, 20001, 'Parameter Twiml is not valid');
  return { document };
}

const LONGEST_DOCUMENT = 4000;
