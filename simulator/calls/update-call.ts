import { type Form, refuseUnknown } from '../http/form-body.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { invalidParameter, twilioError } from '../http/twilio-error.ts';
import type { Redirection } from './calls.ts';
import { documentOf, hookOf } from './form-hooks.ts';

/**
 * Reads the form of `POST Calls/{CA}.json`: what ends the call, or what it does next.
 *
 * @throws TwilioError 20001, 21205, 21609; the pairing of code and message is unconfirmed.
 */
export function callUpdate(form: Form): { readonly status: 'completed' | 'canceled' } | Redirection {
  refuseUnknown(form, 'updateCall', KNOWN);
  if (form.get('Twiml') && form.get('Url')) throw new SimulatorUnsupported('updateCall with Url and Twiml');
  const source = documentOf(form) ?? hookOf(form, 'Url', 'Method', INVALID_URL);
  const status = form.get('Status');
  if (status !== undefined && source) throw new SimulatorUnsupported('updateCall with Status and new TwiML');
  if (!source) {
    if (form.has('StatusCallback') || form.has('FallbackUrl'))
      throw new SimulatorUnsupported('updateCall of a callback without new TwiML');
    if (status !== 'completed' && status !== 'canceled') throw invalidParameter('Status');
    return { status };
  }
  const fallback = hookOf(form, 'FallbackUrl', 'FallbackMethod', INVALID_URL);
  const statusCallback = hookOf(form, 'StatusCallback', 'StatusCallbackMethod', INVALID_CALLBACK);
  return { source, ...(fallback ? { fallback } : {}), ...(statusCallback ? { statusCallback } : {}) };
}

const KNOWN = [
  'Status',
  'Url',
  'Method',
  'Twiml',
  'FallbackUrl',
  'FallbackMethod',
  'StatusCallback',
  'StatusCallbackMethod',
];
const INVALID_URL = twilioError(400, 21205, 'Url is not a valid URL');
const INVALID_CALLBACK = twilioError(400, 21609, 'Invalid StatusCallback');
