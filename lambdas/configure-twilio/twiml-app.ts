import type { ServicesProperties } from '#lambdas/contract/custom-resources.ts';
import { findNamed, type NamedList, text } from './named-resource.ts';
import type { Setup } from './setup.ts';

type Parts = Pick<Setup, 'twilio' | 'hosts'>;

/** Finds or makes the TwiML app of that name and points it at our addresses; returns its SID. */
export async function ensureTwimlApp(
  parts: Parts,
  { name, voiceUrl, voiceFallbackUrl }: Pick<ServicesProperties, 'name' | 'voiceUrl' | 'voiceFallbackUrl'>,
): Promise<string> {
  const { twilio } = parts;
  const list = apps(parts);
  const form = {
    FriendlyName: name,
    VoiceUrl: voiceUrl,
    VoiceMethod: 'POST',
    VoiceFallbackUrl: voiceFallbackUrl,
    VoiceFallbackMethod: 'GET', // a file
  };
  const [app] = await findNamed(twilio, list, name);
  if (!app) return text(await twilio.post(list.url, form), 'sid');
  const sid = text(app, 'sid');
  const isRight =
    app.voice_url === voiceUrl &&
    app.voice_method === 'POST' &&
    app.voice_fallback_url === voiceFallbackUrl &&
    app.voice_fallback_method === 'GET';
  if (!isRight) await twilio.post(oneApp(parts, sid), form);
  return sid;
}

export async function removeTwimlApps(parts: Parts, name: string): Promise<void> {
  for (const app of await findNamed(parts.twilio, apps(parts), name)) {
    await parts.twilio.delete(oneApp(parts, text(app, 'sid')));
  }
}

function apps({ twilio, hosts }: Parts): NamedList {
  const url = `${hosts.api}/2010-04-01/Accounts/${twilio.accountSid}/Applications.json`;
  return { url, rows: 'applications', host: hosts.api };
}

function oneApp({ twilio, hosts }: Parts, sid: string): string {
  return `${hosts.api}/2010-04-01/Accounts/${twilio.accountSid}/Applications/${sid}.json`;
}
