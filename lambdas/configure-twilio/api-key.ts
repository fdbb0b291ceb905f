import { findNamed, type NamedList, text } from './named-resource.ts';
import type { Setup } from './setup.ts';

type Parts = Pick<Setup, 'twilio' | 'hosts' | 'secret'>;

/**
 * Makes an API key and stores it, unless the secret holds one. A key of that name which the secret does not hold is
 * deleted first: its secret was shown once, to a run that did not finish.
 */
export async function ensureApiKey(parts: Parts, name: string): Promise<void> {
  const held = await parts.secret.read();
  if (held.apiKeySid && held.apiKeySecret) return;
  await removeKeys(parts, name);
  const key = await parts.twilio.post(keys(parts).url, { FriendlyName: name });
  await parts.secret.write({ ...held, apiKeySid: text(key, 'sid'), apiKeySecret: text(key, 'secret') });
}

/** Deletes the keys of that name and forgets one of them if the secret holds it; a key given to us stays. */
export async function removeApiKey(parts: Parts, name: string): Promise<void> {
  const removed = await removeKeys(parts, name);
  const held = await parts.secret.read();
  if (removed.includes(held.apiKeySid))
    await parts.secret.write({ ...held, apiKeySid: '', apiKeySecret: '' });
}

async function removeKeys(parts: Parts, name: string): Promise<readonly string[]> {
  const found = await findNamed(parts.twilio, keys(parts), name);
  const sids = found.map((key) => text(key, 'sid'));
  const { api } = parts.hosts;
  for (const sid of sids) {
    await parts.twilio.delete(`${api}/2010-04-01/Accounts/${parts.twilio.accountSid}/Keys/${sid}.json`);
  }
  return sids;
}

function keys({ twilio, hosts }: Parts): NamedList {
  const url = `${hosts.api}/2010-04-01/Accounts/${twilio.accountSid}/Keys.json`;
  return { url, rows: 'keys', host: hosts.api };
}
