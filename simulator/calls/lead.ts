import type { Hook, PhoneNumberConfig } from '../services.ts';

/** Where a call to a number or an application goes. */
export interface Lead {
  readonly voice: Hook;
  readonly voiceFallback?: Hook;
  /** Told once, when the call is over. */
  readonly statusCallback?: Hook;
}

/** The lead of a number as it is configured; undefined when it leads nowhere. */
export function leadOf(number: Omit<PhoneNumberConfig, 'phoneNumber'>): Lead | undefined {
  const { voiceUrl, voiceMethod = 'POST', voiceFallback, statusCallback, statusCallbackMethod } = number;
  if (voiceUrl === '') return undefined;
  return {
    voice: { url: voiceUrl, method: voiceMethod },
    ...(voiceFallback ? { voiceFallback } : {}),
    ...(statusCallback
      ? { statusCallback: { url: statusCallback, method: statusCallbackMethod ?? 'POST' } }
      : {}),
  };
}
