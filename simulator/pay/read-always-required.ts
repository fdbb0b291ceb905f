import type { Form } from '../http/form-body.ts';
import { twilioError } from '../http/twilio-error.ts';
import type { PaySettings } from './pay-settings.ts';

/**
 * Reads the parameters that every request must have; without them 400 with the codes from settings
 * `missingParameterCode` and `invalidCallbackUrlCode`.
 *
 * @throws TwilioError
 */
export function readAlwaysRequired(
  form: Form,
  settings: Pick<PaySettings, 'missingParameterCode' | 'invalidCallbackUrlCode'>,
): { readonly statusCallback: string } {
  for (const name of ['IdempotencyKey', 'StatusCallback']) {
    if (!form.get(name)) {
      throw twilioError(400, settings.missingParameterCode, `Missing required parameter ${name}`);
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
