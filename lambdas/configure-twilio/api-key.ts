import type { TwilioSecret } from '#lambdas/stores/secrets.ts';
import { findNamed, type NamedList, text } from './named-resource.ts';
import type { Setup } from './setup.ts';
import { TwilioFailure } from './twilio-rest.ts';

type Access = Pick<Setup, 'twilio' | 'hosts' | 'connect'>;
type Parts = Access & Pick<Setup, 'secret' | 'log'>;

/**
 * Makes an API key and stores it, unless the secret holds one that works. A key of that name which the secret does not
 * hold is deleted first: its secret was shown once, to a run that did not finish.
 */
export async function ensureApiKey(parts: Parts, name: string): Promise<void> {
  const held = await parts.secret.read();
  if (held.apiKeySid && held.apiKeySecret) {
    if (await isUsable(parts, held)) return;
    parts.log.warn('API key replaced', { code: 'REFUSED_OR_OF_ANOTHER_ACCOUNT' });
  }
  await removeKeys(parts, name);
  const key = await parts.twilio.post(keys(parts).url, { FriendlyName: name });
  await parts.secret.write({ ...held, apiKeySid: text(key, 'sid'), apiKeySecret: text(key, 'secret') });
}

/**
 * Whether a key is the account's own and Twilio accepts its secret. A key of the account above would be accepted, too,
 * but tokens signed with it would not.
 */
export async function isUsable(
  { twilio, hosts, connect }: Access,
  { apiKeySid, apiKeySecret }: Pick<TwilioSecret, 'apiKeySid' | 'apiKeySecret'>,
): Promise<boolean> {
  try {
    await twilio.get(oneKey({ twilio, hosts }, apiKeySid));
    await connect(apiKeySid, apiKeySecret).get(`${hosts.sync}/v1/Services?PageSize=1`);
    return true;
  } catch (failure) {
    if (failure instanceof TwilioFailure && (failure.isRefusal || failure.status === 404)) return false;
    throw failure;
  }
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
  for (const sid of sids) await parts.twilio.delete(oneKey(parts, sid));
  return sids;
}

function oneKey({ twilio, hosts }: Pick<Setup, 'twilio' | 'hosts'>, sid: string): string {
  return `${hosts.api}/2010-04-01/Accounts/${twilio.accountSid}/Keys/${sid}.json`;
}

function keys({ twilio, hosts }: Parts): NamedList {
  const url = `${hosts.api}/2010-04-01/Accounts/${twilio.accountSid}/Keys.json`;
  return { url, rows: 'keys', host: hosts.api };
}
