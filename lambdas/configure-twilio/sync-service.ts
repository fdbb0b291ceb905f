import { findNamed, type NamedList, text } from './named-resource.ts';
import { type Setup, SetupError } from './setup.ts';
import { TwilioFailure } from './twilio-rest.ts';

type Parts = Pick<Setup, 'twilio' | 'hosts'>;

/** Finds or makes the Sync service of that name, access control on; returns its SID. */
export async function ensureSyncService(parts: Parts, name: string): Promise<string> {
  const { twilio } = parts;
  const list = services(parts);
  const [service] = await findNamed(twilio, list, name);
  if (!service) return text(await twilio.post(list.url, { FriendlyName: name, AclEnabled: 'true' }), 'sid');
  const sid = text(service, 'sid');
  if (service.acl_enabled !== true) await twilio.post(`${list.url}/${sid}`, { AclEnabled: 'true' });
  return sid;
}

/**
 * Makes sure that a service somebody else manages is fit for use. It is never changed: turning access control on could
 * break what else uses it.
 * @throws {@link SetupError} when there is no such service or its access control is off.
 */
export async function checkSyncService(parts: Parts, sid: string): Promise<string> {
  try {
    const service = await parts.twilio.get(`${services(parts).url}/${sid}`);
    if (service.acl_enabled === true) return sid;
  } catch (failure) {
    if (!(failure instanceof TwilioFailure && failure.status === 404)) throw failure;
    throw new SetupError(
      'Failed to use the Sync service: the account has none with the SID in SYNC_SERVICE_SID. Correct it, or leave it out to have one made.',
    );
  }
  throw new SetupError(
    'Failed to use the Sync service: its access control (ACL) is off, so any desk could read any payment. Turn it on in the Console, or leave SYNC_SERVICE_SID out to have a service made.',
  );
}

export async function removeSyncServices(parts: Parts, name: string): Promise<void> {
  const list = services(parts);
  for (const service of await findNamed(parts.twilio, list, name)) {
    await parts.twilio.delete(`${list.url}/${text(service, 'sid')}`);
  }
}

function services({ hosts }: Parts): NamedList {
  return { url: `${hosts.sync}/v1/Services`, rows: 'services', host: hosts.sync };
}
