import type { Form } from '../http/form-body.ts';
import { defined, readBoolean } from '../http/form-values.ts';
import { SimulatorUnsupported } from '../http/simulator-unsupported.ts';
import { twilioError } from '../http/twilio-error.ts';
import type { Hook } from '../services.ts';

/** Where calls and status callbacks go: the same parameters on a phone number and on a TwiML app (Twilio docs). */
export interface VoiceSettings {
  readonly voiceUrl: string;
  readonly voiceMethod: Hook['method'];
  readonly voiceFallbackUrl: string;
  readonly voiceFallbackMethod: Hook['method'];
  readonly statusCallback: string;
  readonly statusCallbackMethod: Hook['method'];
  readonly voiceCallerIdLookup: boolean;
}

export const NO_VOICE_SETTINGS: VoiceSettings = {
  voiceUrl: '',
  voiceMethod: 'POST',
  voiceFallbackUrl: '',
  voiceFallbackMethod: 'POST',
  statusCallback: '',
  statusCallbackMethod: 'POST',
  voiceCallerIdLookup: false,
};

export const VOICE_PARAMETERS = [
  'VoiceUrl',
  'VoiceMethod',
  'VoiceFallbackUrl',
  'VoiceFallbackMethod',
  'StatusCallback',
  'StatusCallbackMethod',
  'VoiceCallerIdLookup',
];

/**
 * Reads what a request changes.
 *
 * @throws TwilioError 21402 for an address, 21403 for a method (error dictionary).
 * @throws SimulatorUnsupported for a look-up of caller names: there are none here.
 */
export function readVoiceSettings(form: Form): Partial<VoiceSettings> {
  if (readBoolean(form, 'VoiceCallerIdLookup')) throw new SimulatorUnsupported('VoiceCallerIdLookup=true');
  return defined<VoiceSettings>({
    voiceUrl: readUrl(form, 'VoiceUrl'),
    voiceMethod: readMethod(form, 'VoiceMethod'),
    voiceFallbackUrl: readUrl(form, 'VoiceFallbackUrl'),
    voiceFallbackMethod: readMethod(form, 'VoiceFallbackMethod'),
    statusCallback: readUrl(form, 'StatusCallback'),
    statusCallbackMethod: readMethod(form, 'StatusCallbackMethod'),
    voiceCallerIdLookup: readBoolean(form, 'VoiceCallerIdLookup'),
  });
}

/** @throws TwilioError 21405 for a fallback without an address it could stand in for (error dictionary) */
export function assertFallbackHasUrl({ voiceUrl, voiceFallbackUrl }: VoiceSettings): void {
  if (voiceFallbackUrl && !voiceUrl)
    throw twilioError(400, 21405, 'VoiceFallbackUrl is set without a VoiceUrl');
}

/** The settings as the 2010 API shows them. */
export function voiceBody(settings: VoiceSettings): object {
  return {
    voice_url: settings.voiceUrl,
    voice_method: settings.voiceMethod,
    voice_fallback_url: settings.voiceFallbackUrl,
    voice_fallback_method: settings.voiceFallbackMethod,
    status_callback: settings.statusCallback,
    status_callback_method: settings.statusCallbackMethod,
    voice_caller_id_lookup: settings.voiceCallerIdLookup,
  };
}

/** An absolute HTTP address, or empty to remove it. */
function readUrl(form: Form, name: string): string | undefined {
  const url = form.get(name);
  if (url && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    throw twilioError(400, 21402, `${name} is not a valid URL`);
  return url;
}

function readMethod(form: Form, name: string): Hook['method'] | undefined {
  const method = form.get(name)?.toUpperCase();
  if (method !== undefined && method !== 'GET' && method !== 'POST')
    throw twilioError(400, 21403, `${name} is not a valid method`);
  return method;
}
