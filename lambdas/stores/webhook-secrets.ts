import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ENV } from '#lambdas/contract/environment.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';

/** What webhooks are signed with. */
export interface WebhookSecrets {
  /**
   * Of one endpoint, the newest first: two during a rotation.
   *
   * @throws {@link AppError} `STORE_UNAVAILABLE`
   */
  of(endpoint: string): Promise<readonly string[]>;
}

export interface SecretVersion {
  readonly text: string;
  readonly createdAt: Date;
}

/** Reads one version; undefined when there is none. */
export type FetchVersion = (
  name: string,
  stage: 'AWSCURRENT' | 'AWSPREVIOUS',
) => Promise<SecretVersion | undefined>;

const FRESH_MS = 5 * 60_000;
/** How long the version before is signed with as well. */
const ROTATION_MS = 7 * 24 * 60 * 60_000;

/** Secrets `<prefix><endpoint>` of Secrets Manager, or `WEBHOOK_SECRETS` where no prefix is set. */
export function createWebhookSecrets(
  clock: Clock,
  environment: NodeJS.ProcessEnv,
  fetchVersion: FetchVersion = fetchFromSecretsManager(),
): WebhookSecrets {
  const held = new Map<string, { readonly secrets: readonly string[]; readonly readAt: number }>();

  const read = async (endpoint: string, now: number): Promise<readonly string[]> => {
    const prefix = environment[ENV.webhookSecretPrefix];
    if (!prefix) {
      const given = JSON.parse(environment[ENV.webhookSecrets] ?? '{}') as Record<string, readonly string[]>;
      return given[endpoint] ?? [];
    }
    const current = await fetchVersion(prefix + endpoint, 'AWSCURRENT');
    if (!current) return [];
    if (now - current.createdAt.getTime() > ROTATION_MS) return [current.text];
    const previous = await fetchVersion(prefix + endpoint, 'AWSPREVIOUS');
    return previous ? [current.text, previous.text] : [current.text];
  };

  return {
    async of(endpoint) {
      const now = clock.now().getTime();
      const known = held.get(endpoint);
      if (known && now - known.readAt < FRESH_MS) return known.secrets;
      try {
        const secrets = await read(endpoint, now);
        held.set(endpoint, { secrets, readAt: now });
        return secrets;
      } catch (cause) {
        throw new AppError('STORE_UNAVAILABLE', { cause });
      }
    },
  };
}

function fetchFromSecretsManager(): FetchVersion {
  let client: SecretsManagerClient | undefined;
  return async (SecretId, VersionStage) => {
    client ??= new SecretsManagerClient({
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    });
    try {
      const { SecretString, CreatedDate } = await client.send(
        new GetSecretValueCommand({ SecretId, VersionStage }),
      );
      return SecretString === undefined
        ? undefined
        : { text: SecretString.trim(), createdAt: CreatedDate ?? new Date(0) };
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
}
