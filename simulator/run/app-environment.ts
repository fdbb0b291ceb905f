import { fileURLToPath } from 'node:url';
import type { Simulator, SimulatorOptions } from '../services.ts';
import type { AuthorityFiles } from './authority-files.ts';

export interface AppEnvironmentSource {
  readonly simulator: Simulator;
  readonly options: SimulatorOptions;
  readonly files: AuthorityFiles;
  /** Address of the proxy for other languages than JavaScript. */
  readonly proxy: string;
  /** What the user has set. */
  readonly given: NodeJS.ProcessEnv;
}

/**
 * The environment in which an application finds the simulator where it expects Twilio. What the user has set stays,
 * but for what would lead requests past the simulator; credentials are the same anyway, because the simulator takes
 * its own from there.
 */
export function appEnvironment({
  simulator: { url, tls, account, syncServiceSid },
  options: { twimlAppSid, phoneNumbers },
  files,
  proxy,
  given,
}: AppEnvironmentSource): NodeJS.ProcessEnv {
  const [key] = account.apiKeys;
  const number = phoneNumbers?.[0]?.phoneNumber;
  const { hostname, port } = new URL(url);
  const usual = {
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_API_KEY: key?.sid,
    TWILIO_API_KEY_SID: key?.sid,
    TWILIO_API_SECRET: key?.secret,
    TWILIO_API_KEY_SECRET: key?.secret,
    TWILIO_SYNC_SERVICE_SID: syncServiceSid,
    TWILIO_TWIML_APP_SID: twimlAppSid,
    TWILIO_PHONE_NUMBER: number,
    TWILIO_CALLER_ID: number,
  };
  const ours = {
    TWILIO_SIMULATOR_HOST: hostname,
    TWILIO_SIMULATOR_PORT: port,
    TWILIO_SIMULATOR_TLS_PORT: String(tls?.port),
    TWILIO_SIMULATOR_PROXY: proxy,
    NODE_OPTIONS: [given.NODE_OPTIONS, `--require ${quoted(PRELOAD)}`].filter(Boolean).join(' '),
    NODE_EXTRA_CA_CERTS: files.extra,
    SSL_CERT_FILE: files.bundle,
    REQUESTS_CA_BUNDLE: files.bundle,
    CURL_CA_BUNDLE: files.bundle,
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
  };
  return { ...usual, ...given, ...NO_PROXIES, ...ours };
}

/**
 * The user's own proxies: the `twilio` package for Node asks `HTTP_PROXY`, and a proxy would carry requests away. Empty
 * and not absent, because what is there is not taken from a `.env` file either.
 */
export const NO_PROXIES = {
  HTTP_PROXY: '',
  http_proxy: '',
  HTTPS_PROXY: '',
  https_proxy: '',
  ALL_PROXY: '',
  all_proxy: '',
  NO_PROXY: '',
  no_proxy: '',
} as const;

const PRELOAD = fileURLToPath(new URL('preload.cjs', import.meta.url));

/** As `NODE_OPTIONS` wants a path that may hold spaces. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}
