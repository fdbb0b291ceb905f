import { type AccessToken, readAccessToken, type TokenRefusal } from '../../access-token.ts';
import type { Account } from '../../services.ts';
import { isRecord } from './twilsock-frame.ts';

/** The client of a Sync socket, and when its token expires. */
export interface Session {
  readonly identity: string;
  readonly serviceSid: string;
  readonly expiresAt: Date;
}

/** Opens a session for a token with a Sync grant; the grant names the service. */
export async function openSession(
  token: unknown,
  account: Account,
  now: Date,
): Promise<Session | TokenRefusal> {
  const read = await readAccessToken(token, account, now);
  if ('code' in read) return read;
  const serviceSid = syncServiceSid(read);
  if (serviceSid === undefined) return { code: 20106, description: 'Invalid Access Token grants' };
  return { identity: read.identity, serviceSid, expiresAt: read.expiresAt };
}

/**
 * The status of a refusal. 20104 makes the client emit `tokenExpired`, any other code only `connectionError`
 * (observed in twilio-sync 4.0.1).
 */
export function refusedStatus({ code, description }: TokenRefusal): Readonly<Record<string, unknown>> {
  return { code: 401, status: 'UNAUTHORIZED', errorCode: code, description };
}

function syncServiceSid({ grants }: AccessToken): string | undefined {
  const grant = grants.data_sync;
  const sid = isRecord(grant) ? grant.service_sid : undefined;
  return typeof sid === 'string' ? sid : undefined;
}
