import * as v from 'valibot';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_PHONE_NUMBER,
  DEFAULT_SYNC_SERVICE_SID,
  DEFAULT_TWIML_APP_SID,
} from './defaults.ts';
import { PROFILE_NAMES } from './profiles.ts';
import type { SimulatorOptions } from './services.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

/**
 * Reads `npm run simulator`'s settings from the environment; absent ones have a default.
 *
 * @throws Error with one line that names every bad variable, never its value.
 */
export function optionsFromEnvironment(environment: NodeJS.ProcessEnv): SimulatorOptions {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = v.safeParse(ENVIRONMENT, given);
  if (!read.success) {
    const problems = read.issues.map((issue) => `${v.getDotPath(issue)} must be ${issue.message}`);
    throw new Error(`Failed to read the settings: ${problems.join('; ')}.`);
  }
  const settings = read.output;
  return {
    port: settings.SIMULATOR_PORT,
    tlsPort: settings.SIMULATOR_TLS_PORT,
    host: settings.SIMULATOR_HOST,
    account: {
      accountSid: settings.TWILIO_ACCOUNT_SID,
      authToken: settings.TWILIO_AUTH_TOKEN,
      apiKeys: [{ sid: settings.TWILIO_API_KEY, secret: settings.TWILIO_API_SECRET }],
    },
    syncServiceSid: settings.TWILIO_SYNC_SERVICE_SID,
    twimlAppSid: settings.TWILIO_TWIML_APP_SID,
    phoneNumbers: [
      {
        phoneNumber: settings.PHONE_NUMBER,
        voiceUrl: settings.VOICE_URL,
        ...(settings.STATUS_CALLBACK_URL ? { statusCallback: settings.STATUS_CALLBACK_URL } : {}),
      },
    ],
    connectors: settings.CONNECTOR_URL
      ? [
          {
            uniqueName: settings.CONNECTOR_NAME,
            endpointUrl: settings.CONNECTOR_URL,
            username: settings.CONNECTOR_USERNAME,
            password: settings.CONNECTOR_PASSWORD,
            mode: settings.CONNECTOR_MODE,
          },
        ]
      : [],
    profile: settings.SIMULATOR_PROFILE,
    settings: settings.SIMULATOR_SETTINGS,
    ...(settings.SIMULATOR_APP_URL ? { appUrl: settings.SIMULATOR_APP_URL } : {}),
  };
}

const sid = (prefix: string, otherwise: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.regex(new RegExp(`^${prefix}[0-9a-f]{32}$`), `${prefix} and 32 lower-case hex digits`),
    ),
    otherwise,
  );
const text = (otherwise: string) => v.optional(v.string(), otherwise);
const PORT = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'a port number'),
  v.transform(Number),
  v.maxValue(65_535, 'at most 65535'),
);
const URL_TEXT = v.pipe(
  v.string(),
  v.check((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'an absolute http or https address'),
);

const KEY = DEFAULT_ACCOUNT.apiKeys[0] ?? { sid: '', secret: '' };

const ENVIRONMENT = v.object({
  SIMULATOR_PORT: v.optional(PORT, '3001'),
  SIMULATOR_TLS_PORT: v.optional(PORT, '0'),
  SIMULATOR_HOST: text('127.0.0.1'),
  SIMULATOR_APP_URL: v.optional(URL_TEXT),
  TWILIO_ACCOUNT_SID: sid('AC', DEFAULT_ACCOUNT.accountSid),
  TWILIO_AUTH_TOKEN: text(DEFAULT_ACCOUNT.authToken),
  TWILIO_API_KEY: sid('SK', KEY.sid),
  TWILIO_API_SECRET: text(KEY.secret),
  TWILIO_SYNC_SERVICE_SID: sid('IS', DEFAULT_SYNC_SERVICE_SID),
  TWILIO_TWIML_APP_SID: sid('AP', DEFAULT_TWIML_APP_SID),
  PHONE_NUMBER: v.optional(
    v.pipe(v.string(), v.regex(/^\+[1-9]\d{6,14}$/, 'a number in E.164, like +14155550100')),
    DEFAULT_PHONE_NUMBER.phoneNumber,
  ),
  VOICE_URL: v.optional(URL_TEXT, DEFAULT_PHONE_NUMBER.voiceUrl),
  STATUS_CALLBACK_URL: v.optional(URL_TEXT),
  CONNECTOR_NAME: text('Default'),
  CONNECTOR_URL: v.optional(URL_TEXT),
  CONNECTOR_USERNAME: text('connector'),
  CONNECTOR_PASSWORD: text('connector'),
  CONNECTOR_MODE: v.optional(v.picklist(['TEST', 'LIVE'], 'TEST or LIVE'), 'TEST'),
  SIMULATOR_PROFILE: v.optional(v.picklist(PROFILE_NAMES, `one of ${PROFILE_NAMES.join(', ')}`), 'observed'),
  SIMULATOR_SETTINGS: v.optional(
    v.pipe(
      v.string(),
      v.rawTransform(({ dataset, addIssue, NEVER }): Partial<Settings> => {
        const settings = parseSettings(dataset.value);
        if (settings) return settings;
        addIssue({ message: 'a JSON object of settings as simulator/README.md lists them' });
        return NEVER;
      }),
    ),
    '{}',
  ),
});

/** Undefined unless every key is a setting and every value of its default's type. */
function parseSettings(json: string): Partial<Settings> | undefined {
  try {
    const given: unknown = JSON.parse(json);
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
    const known = new Map<string, unknown>(Object.entries(DEFAULT_SETTINGS));
    const fits = Object.entries(given).every(
      ([name, value]) => known.has(name) && typeof known.get(name) === typeof value,
    );
    return fits ? given : undefined;
  } catch {
    return undefined;
  }
}

/** Every setting with its default, one a line. */
export function settingsText(): string {
  const defaults: Readonly<Record<string, unknown>> = v.getDefaults(ENVIRONMENT);
  return Object.entries(defaults)
    .map(([name, value]) => `  ${name.padEnd(26)}${value === undefined ? '' : `(${value})`}`.trimEnd())
    .join('\n');
}
