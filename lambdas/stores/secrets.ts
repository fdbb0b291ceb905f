import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { ENV } from '#lambdas/contract/environment.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import type { Clock } from '#lambdas/platform/clock.ts';

const secretSchema = v.object({
  /** Accepted for signatures; two while one is being replaced. */
  authTokens: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1), v.maxLength(2)),
  apiKeySid: v.string(),
  apiKeySecret: v.string(),
  connectorUsername: v.string(),
  connectorPassword: v.string(),
  /** Set by `npm run destroy -- --leave-twilio`: nothing at Twilio is touched while the stack is deleted. */
  leaveTwilio: v.exactOptional(v.literal(true)),
});

export type TwilioSecret = Readonly<v.InferOutput<typeof secretSchema>>;

export interface Secrets {
  /** @throws {@link AppError} `STORE_UNAVAILABLE` when it cannot be read and no copy younger than an hour is held. */
  twilio(): Promise<TwilioSecret>;
}

const FRESH_MS = 5 * 60_000;
const USABLE_MS = 60 * 60_000;

/**
 * Reads the Twilio secret from Secrets Manager and keeps it five minutes, or from `TWILIO_SECRET` where no ARN is set.
 */
export function createSecrets(
  clock: Clock,
  environment: NodeJS.ProcessEnv,
  fetchSecret: (arn: string) => Promise<string | undefined> = fetchFromSecretsManager(),
): Secrets {
  let held: { readonly secret: TwilioSecret; readonly readAt: number } | undefined;

  return {
    async twilio() {
      const arn = environment[ENV.twilioSecretArn];
      const now = clock.now().getTime();
      if (held && now - held.readAt < FRESH_MS) return held.secret;
      try {
        const secret = parseSecret(arn ? await fetchSecret(arn) : environment[ENV.twilioSecret]);
        held = { secret, readAt: now };
        return secret;
      } catch (cause) {
        if (held && now - held.readAt < USABLE_MS) return held.secret;
        throw new AppError('STORE_UNAVAILABLE', { cause });
      }
    },
  };
}

function fetchFromSecretsManager() {
  let client: SecretsManagerClient | undefined;
  return async (arn: string): Promise<string | undefined> => {
    client ??= new SecretsManagerClient({
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
    });
    const response = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return response.SecretString;
  };
}

/** @throws Error that names the field at fault, never a value. */
export function parseSecret(text: string | undefined): TwilioSecret {
  const parsed = v.safeParse(secretSchema, JSON.parse(text ?? 'null'));
  if (!parsed.success) {
    const field = String(parsed.issues[0].path?.[0]?.key ?? 'all of it');
    throw new Error(`Failed to read the Twilio secret: ${field} is missing or wrong. Write it again.`);
  }
  return parsed.output;
}
