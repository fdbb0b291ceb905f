import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret } from '#lambdas/stores/secrets.ts';
import { type SecretStore, SetupError } from './setup.ts';

/** The Twilio secret in Secrets Manager, read again each time: a deployment may just have changed it. */
export function createSecretStore(
  arn: string,
  client: Pick<SecretsManagerClient, 'send'> = new SecretsManagerClient({}),
): SecretStore {
  return {
    async read() {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      try {
        return parseSecret(SecretString);
      } catch {
        throw new SetupError(
          'Failed to read the Twilio secret: it is not complete. Run npm run deploy, which writes it, or see "The Twilio secret" in docs/runbook.md.',
        );
      }
    },
    async readPrevious() {
      try {
        const previous = new GetSecretValueCommand({ SecretId: arn, VersionStage: 'AWSPREVIOUS' });
        return parseSecret((await client.send(previous)).SecretString);
      } catch {
        return undefined; // it is only a last resort
      }
    },
    async write(secret) {
      await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: JSON.stringify(secret) }));
    },
  };
}
