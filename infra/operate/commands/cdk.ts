import { type Config, readConfig } from '#infra/config.ts';
import { CommandError, type Surroundings } from './surroundings.ts';

// What every command needs that has CDK make the templates.

/** The settings, with a placeholder for the secret's ARN: the next step finds or creates the secret. */
export function deployableConfig({ settings }: Pick<Surroundings, 'settings'>): Config {
  try {
    return readConfig({ ...settings, TWILIO_SECRET_ARN: settings.TWILIO_SECRET_ARN ?? NOT_KNOWN_YET });
  } catch (failure) {
    throw new CommandError(failure instanceof Error ? failure.message : String(failure));
  }
}

const NOT_KNOWN_YET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:not-known-yet-AbCdEf';

/** @param secret its ARN complete: the account in it is the one that is deployed to */
export function cdkEnvironment(
  { stage, region }: Pick<Config, 'stage' | 'region'>,
  secret: { readonly arn: string; readonly version: string },
): Readonly<Record<string, string>> {
  return {
    STAGE: stage,
    TWILIO_SECRET_ARN: secret.arn,
    TWILIO_SECRET_VERSION: secret.version,
    AWS_ACCOUNT: accountOf(secret.arn),
    AWS_REGION: region,
    VALIDATE_TEMPLATE: 'on',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

/** @throws CommandError when it does not build */
export async function buildDesk({ run }: Pick<Surroundings, 'run'>): Promise<void> {
  if ((await run('npm', ['run', 'build'], {})) === 0) return;
  throw new CommandError(
    'Failed to build the desk. Read the lines above, fix the problem, and run it again.',
  );
}

export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
