import { createHash } from 'node:crypto';
import type { Account, PhoneNumberConfig } from './services.ts';

/**
 * Default credentials and identifiers: well-formed, the same at every start so that an application's settings keep
 * working, and worthless anywhere else.
 */
export const DEFAULT_ACCOUNT: Account = {
  accountSid: `AC${fixedHex('account')}`,
  authToken: fixedHex('auth token'),
  apiKeys: [{ sid: `SK${fixedHex('api key')}`, secret: fixedHex('api key secret') }],
};

export const DEFAULT_SYNC_SERVICE_SID = `IS${fixedHex('sync service')}`;
export const DEFAULT_TWIML_APP_SID = `AP${fixedHex('twiml app')}`;

/** Rings an application on its usual local port; 555-0100 to 555-0199 are reserved for fiction. */
export const DEFAULT_PHONE_NUMBER: PhoneNumberConfig = {
  phoneNumber: '+14155550100',
  voiceUrl: 'http://127.0.0.1:3000/api/twiml',
};

function fixedHex(name: string): string {
  return createHash('sha256').update(`simulator ${name}`).digest('hex').slice(0, 32);
}
