import { fileURLToPath } from 'node:url';

/**
 * Modules that a handler's bundle replaces, for esbuild's `alias`. The SDK's chain of credential sources (single sign-on,
 * profiles, instance metadata …) weighs 135 kB, a third of a handler, and Lambda only ever uses the environment.
 */
export const BUNDLE_ALIASES: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': fileURLToPath(
    new URL('./environment-credentials.ts', import.meta.url),
  ),
};
