import { randomBytes } from 'node:crypto';
import { type Config, secretName } from '#infra/config.ts';
import type { Settings } from '#infra/read-settings.ts';
import { parseSecret, type TwilioSecret } from '#lambdas/stores/secrets.ts';
import { CommandError, type Surroundings } from './surroundings.ts';

export interface StageSecret {
  readonly arn: string;
  readonly secret: TwilioSecret;
}

/**
 * Finds the stage's secret, or writes it from `TWILIO_AUTH_TOKEN`. A new token goes before the old one, so that both
 * are accepted while Twilio rotates them.
 */
export async function ensureSecret(
  { settings, vault, print }: Pick<Surroundings, 'settings' | 'vault' | 'print'>,
  config: Pick<Config, 'stage' | 'twilioSecretKeyArn'>,
): Promise<StageSecret> {
  const token = settings.TWILIO_AUTH_TOKEN;
  const id = settings.TWILIO_SECRET_ARN ?? secretName(config.stage);
  const found = await vault.find(id);
  if (!found) {
    if (!token) throw new CommandError(NO_TOKEN);
    const secret = newSecret(token, settings);
    const arn = await vault.create(
      secretName(config.stage),
      JSON.stringify(secret),
      config.twilioSecretKeyArn,
    );
    print(
      `Wrote the secret ${secretName(config.stage)}. You can now remove TWILIO_AUTH_TOKEN from the .env file.`,
    );
    return { arn, secret };
  }

  const { arn } = found;
  if (found.deleted) {
    await vault.restore(arn);
    print('Restored the secret, which was marked for deletion.');
  }
  const value = found.deleted ? (await vault.find(arn))?.value : found.value;
  const { leaveTwilio, ...held } = readSecret(value);
  if (!token || held.authTokens[0] === token) {
    if (leaveTwilio) await vault.write(arn, JSON.stringify(held)); // of a former destroy
    return { arn, secret: held };
  }

  const secret = {
    ...held,
    authTokens: [token, ...held.authTokens.filter((it) => it !== token)].slice(0, 2),
  };
  await vault.write(arn, JSON.stringify(secret));
  print('Added the new auth token to the secret; the old one is still accepted.');
  return { arn, secret };
}

const NO_TOKEN =
  'Failed to deploy: there is no Twilio secret yet and TWILIO_AUTH_TOKEN is missing. Set it once, from the Twilio Console.';

function newSecret(token: string, settings: Settings): TwilioSecret {
  return {
    authTokens: [token],
    apiKeySid: settings.TWILIO_API_KEY_SID ?? '',
    apiKeySecret: settings.TWILIO_API_KEY_SECRET ?? '',
    connectorUsername: 'twilio',
    connectorPassword: randomBytes(24).toString('base64url'),
  };
}

/** @throws CommandError when it is incomplete */
export function readSecret(value: string | undefined): TwilioSecret {
  try {
    return parseSecret(value);
  } catch {
    throw new CommandError(
      'Failed to read the Twilio secret: it is incomplete. Correct it as "The Twilio secret" in docs/runbook.md shows.',
    );
  }
}
