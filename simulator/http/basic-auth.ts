import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Account } from '../services.ts';
import { notFound, twilioError } from './twilio-error.ts';

/**
 * Accepts `AccountSid:AuthToken` or `ApiKeySid:secret` (Twilio docs); anything else gets 401 with code 20003. A path
 * that names another account than the credentials' gets 404 with code 20404 (observed).
 */
export function basicAuth(account: Account): MiddlewareHandler {
  return async (context, next) => {
    const { username, password } = readBasic(context.req.header('authorization'));
    const secret = secretOf(account, username);
    if (secret === undefined || !sameText(secret, password)) {
      throw twilioError(401, 20003, 'Authenticate', { 'WWW-Authenticate': 'Basic realm="Twilio API"' });
    }
    const named = /\/Accounts\/([^/.]+)/.exec(context.req.path)?.[1];
    if (named !== undefined && named !== account.accountSid) throw notFound(context.req.path);
    await next();
  };
}

function secretOf({ accountSid, authToken, apiKeys }: Account, username: string): string | undefined {
  return username === accountSid ? authToken : apiKeys.find(({ sid }) => sid === username)?.secret;
}

function readBasic(header = ''): { readonly username: string; readonly password: string } {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1] ?? '';
  const [username = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { username, password: rest.join(':') };
}

function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
