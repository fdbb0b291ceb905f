import type { Context } from 'aws-lambda';
import { ENV, type EnvironmentName } from '#lambdas/contract/environment.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { createLog } from '#lambdas/platform/log.ts';
import type { CloudFormationRequest } from './cloudformation.ts';
import { configure } from './configure.ts';
import { createSecretStore } from './secret-store.ts';
import { type Surroundings, TWILIO_HOSTS } from './setup.ts';
import { createTwilioRest } from './twilio-rest.ts';

const log = createLog().with({ route: 'configureTwilio' });

/** CloudFormation's custom resources `Custom::TwilioServices` and `Custom::TwilioPhoneNumber`. */
export async function handler(request: CloudFormationRequest, context: Context): Promise<void> {
  await configure(request, {
    surroundings: realSurroundings,
    log: log.with({ requestId: context.awsRequestId }),
    fetch,
    remaining: () => context.getRemainingTimeInMillis(),
  });
}

function realSurroundings(): Surroundings {
  const api = process.env[ENV.twilioApiBaseUrl];
  return {
    accountSid: requireEnv(ENV.twilioAccountSid),
    connect: (accountSid, authToken) => createTwilioRest({ accountSid, authToken }),
    hosts: {
      api: api ?? TWILIO_HOSTS.api,
      sync: process.env[ENV.twilioSyncBaseUrl] ?? TWILIO_HOSTS.sync,
      marketplace: api ?? TWILIO_HOSTS.marketplace, // a stand-in serves every host
    },
    secret: createSecretStore(requireEnv(ENV.twilioSecretArn)),
    log,
    sleep: systemClock.sleep,
  };
}

function requireEnv(name: EnvironmentName): string {
  const value = process.env[name];
  if (!value) throw new Error(`Failed to start: ${name} is not set. The stack sets it; deploy again.`);
  return value;
}
