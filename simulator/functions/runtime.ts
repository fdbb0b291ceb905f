import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import type { Handler } from './invoke.ts';
import { type Resource, readProject } from './project.ts';
import { FunctionResponse } from './response.ts';

/** The part of the project's own `twilio` package that the host uses. */
interface TwilioPackage {
  (accountSid: string, authToken: string, options?: object): TwilioClient;
  validateRequest(token: string, signature: string, url: string, parameters: object): boolean;
}

interface TwilioClient {
  readonly sync: { services(sid: string): { syncMaps: unknown; syncLists: unknown } };
}

/** What functions find around them. */
export interface Runtime {
  readonly twilio: TwilioPackage;
  /** What `require` gives for that file, anew once any file of the project has changed. */
  load(file: string): { readonly handler?: Handler };
  /** What a function at this path gets as `context`. */
  context(path: string): object;
}

/**
 * Sets the globals of Twilio's runtime: `Twilio` is the project's own package with `Response`, and `Runtime` knows the
 * project's private files and its Sync service.
 *
 * @throws Error with one readable line when the project has no `twilio` package.
 */
export function createRuntime(
  directory: string,
  variables: Readonly<Record<string, string>>,
  domainName: string,
): Runtime {
  const require = createRequire(join(directory, 'package.json'));
  const twilio = requireTwilio(require, directory);
  const { ACCOUNT_SID = '', AUTH_TOKEN = '' } = variables;
  const connect = (options?: object) => twilio(ACCOUNT_SID, AUTH_TOKEN, options);
  const resources = (kind: Resource['kind']) => readProject(directory).filter((each) => each.kind === kind);
  const runtime = {
    getAssets: () =>
      Object.fromEntries(
        resources('asset')
          .filter(({ access }) => access === 'private')
          .map(({ path, file }) => [path, { path: file, open: () => readFileSync(file, 'utf8') }]),
      ),
    getFunctions: () =>
      Object.fromEntries(resources('function').map(({ path, file }) => [path.slice(1), { path: file }])),
    getSync({ serviceName = 'default', ...options }: { serviceName?: string } = {}) {
      const service = connect(options).sync.services(serviceName);
      return Object.assign(service, { maps: service.syncMaps, lists: service.syncLists });
    },
  };
  // On the package itself: functions also write `require('twilio').Response`.
  const Twilio = Object.assign(twilio, { Response: FunctionResponse });
  Object.assign(globalThis, { Twilio, Runtime: runtime, Response: FunctionResponse });
  return {
    twilio,
    load: createLoader(require, directory),
    context: (path) => ({
      ...variables,
      DOMAIN_NAME: domainName,
      PATH: path,
      SERVICE_SID: `ZS${'0'.repeat(32)}`,
      ENVIRONMENT_SID: `ZE${'0'.repeat(32)}`,
      getTwilioClient: connect,
    }),
  };
}

function requireTwilio(require: NodeJS.Require, directory: string): TwilioPackage {
  try {
    return require('twilio');
  } catch (error) {
    throw new Error(`Failed to load the package twilio in ${directory}: run npm install there.`, {
      cause: error,
    });
  }
}

/** Keeps modules while no file of the project changes, as Twilio keeps a warm function; its packages stay. */
function createLoader(require: NodeJS.Require, directory: string): Runtime['load'] {
  const loaded = new Map<string, number | undefined>();
  const modified = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const ownFiles = () =>
    Object.keys(require.cache).filter(
      (file) => file.startsWith(directory + sep) && !file.includes(`${sep}node_modules${sep}`),
    );
  return (file) => {
    if (ownFiles().some((own) => loaded.get(own) !== modified(own))) {
      for (const own of ownFiles()) delete require.cache[own];
    }
    const module = require(file);
    for (const own of ownFiles()) loaded.set(own, modified(own));
    return module;
  };
}
