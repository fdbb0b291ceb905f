import type { Form } from '../http/form-body.ts';
import { twilioError } from '../http/twilio-error.ts';
import type { PaySettings } from './pay-settings.ts';

/**
 * Reads the parameters that every request must have; without them 400 with the codes from settings
 * `missingParameterCode` and `invalidCallbackUrlCode`. With 20001 the sentence is the one Twilio's v1 APIs have with it
 * (observed).
 *
 * @throws TwilioError
 */
export function readAlwaysRequired(
  form: Form,
  settings: Pick<PaySettings, 'missingParameterCode' | 'invalidCallbackUrlCode'>,
): { readonly statusCallback: string } {
  for (const name of ['IdempotencyKey', 'StatusCallback']) {
    if (!form.get(name)) {
      const where = settings.missingParameterCode === 20001 ? ' in the post body' : '';
      throw twilioError(400, settings.missingParameterCode, `Missing required parameter ${name}${where}`);
    }
  }
  const statusCallback = form.get('StatusCallback') ?? '';
  if (!isCallbackUrl(statusCallback)) {
    throw twilioError(400, settings.invalidCallbackUrlCode, 'StatusCallback is not a valid URL');
  }
  return { statusCallback };
}

function isCallbackUrl(text: string): boolean {
  return text.length <= 4000 && /^https?:\/\/[^/]/i.test(text) && URL.canParse(text);
}
