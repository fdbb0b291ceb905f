import type { DeskConfig } from '#lambdas/contract/desk-api.ts';

const SOUND_NAMES = [
  'incoming',
  'outgoing',
  'disconnect',
  ...[...'0123456789sh'].map((key) => `dtmf${key}`),
] as const;

/** Twilio docs: how long the edge holds a call without signalling, 30 s at most. A reload needs it too. */
const HOLD_CALL_MS = 30_000;
/**
 * Renew the token a minute and a half before it expires: the SDK's default of ten seconds leaves no time for a second
 * try, and at a minute the sign-in, which often expires with it, renews itself.
 */
const RENEW_BEFORE_MS = 90_000;

/**
 * Options of the phone. The desk serves all fifteen sounds itself: a sound that cannot be fetched delays the ringing
 * by two seconds (observed), and the page's security policy allows no other host.
 */
export function deviceOptions(config: Pick<DeskConfig, 'voice'>): Readonly<Record<string, unknown>> {
  return {
    ...config.voice,
    sounds: Object.fromEntries(SOUND_NAMES.map((name) => [name, `/sounds/${name}.wav`])),
    logLevel: 'error',
    tokenRefreshMs: RENEW_BEFORE_MS,
    maxCallSignalingTimeoutMs: HOLD_CALL_MS,
  };
}
