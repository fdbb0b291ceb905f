import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreate } from './data-file.ts';

/**
 * The account that the stand-in Twilio accepts and the connector's login, created once and kept in the data folder.
 */
export interface TwilioCredentials {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  readonly twimlAppSid: string;
  readonly syncServiceSid: string;
  readonly connectorUsername: string;
  readonly connectorPassword: string;
}

const NAMES: readonly (keyof TwilioCredentials)[] = [
  'accountSid',
  'authToken',
  'apiKeySid',
  'apiKeySecret',
  'twimlAppSid',
  'syncServiceSid',
  'connectorUsername',
  'connectorPassword',
];

/**
 * Reads the credentials, or creates them. They are kept so that a token issued before a restart still opens the
 * sockets.
 */
export function loadTwilioCredentials(dataDir: string): Promise<TwilioCredentials> {
  return readOrCreate(join(dataDir, 'twilio-credentials.json'), isCredentials, () => ({
    accountSid: `AC${hex(16)}`,
    authToken: hex(16),
    apiKeySid: `SK${hex(16)}`,
    apiKeySecret: hex(16),
    twimlAppSid: `AP${hex(16)}`,
    syncServiceSid: `IS${hex(16)}`,
    connectorUsername: 'connector',
    connectorPassword: hex(16),
  }));
}

function isCredentials(value: unknown): value is TwilioCredentials {
  if (typeof value !== 'object' || value === null) return false;
  const held = value as Record<string, unknown>;
  return NAMES.every((name) => typeof held[name] === 'string' && held[name] !== '');
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
