import {
  COGNITO_MAILS_A_DAY,
  type Config,
  EDGE_REGION,
  keepsData,
  stackName,
  stacksInOrder,
} from '#infra/config.ts';
import { OUTPUTS } from '#infra/outputs.ts';
import { concurrencyNeeded } from '#infra/reserved-concurrency.ts';
import { createTwilioRest, TwilioFailure } from '#lambdas/configure-twilio/twilio-rest.ts';
import { accountOf, buildDesk, cdkEnvironment, deployableConfig } from './cdk.ts';
import { doctor } from './doctor.ts';
import { ensureSecret, type StageSecret } from './ensure-secret.ts';
import { CommandError, type Surroundings } from './surroundings.ts';
import { whatToMend } from './what-to-mend.ts';

/** Checks the settings, builds, deploys and checks the result. When something is missing, it stops before any change. */
export async function deploy(surroundings: Surroundings): Promise<number> {
  const { print, run, stacks } = surroundings;
  const config = deployableConfig(surroundings);
  const name = stackName(config.stage);
  print(`Deploying ${name} to ${config.region}.`);

  const secret = await ensureSecret(surroundings, config);
  await assertTwilioAccount(surroundings, config, secret);
  const known = await stacks.outputs(name);
  await assertCapacity(surroundings, config, known);

  await buildDesk(surroundings);
  const watch = watchArguments(config, surroundings.options, known?.[OUTPUTS.undoingAlarms]);
  const environment = {
    ...cdkEnvironment(config, { arn: secret.arn, version: await versionOf(surroundings, secret) }),
    ...(await whatToMend(surroundings, config, secret, known)),
  };
  const cdk = async (args: readonly string[], otherwise: string) => {
    if ((await run('npx', ['cdk', ...args, '--no-notices'], environment)) !== 0)
      throw new CommandError(`Failed to deploy: ${otherwise}`);
  };
  await cdk(['synth', '--quiet'], 'the template has faults. Nothing was changed. The lines above name them.');
  for (const stack of stacksInOrder(config)) {
    // An alarm is watched by stacks of its own region only.
    const watched = stack === name ? watch : [];
    await cdk(
      ['deploy', stack, '--app', 'cdk.out', '--exclusively', '--require-approval', 'never', ...watched],
      `CloudFormation has undone its changes to ${stack}. The first reason above is the cause. When it is an alarm, its description leads to the runbook; to deploy what mends it, add --despite-alarms. ${bootstrapHint(accountOf(secret.arn), config.region)}`,
    );
  }

  const outputs = (await stacks.outputs(name)) ?? {};
  print('');
  print(`Desk       ${outputs[OUTPUTS.deskUrl]}`);
  for (const line of firstUser(config, outputs[OUTPUTS.userPoolId] ?? '')) print(line);
  // Its policy is not the stack's, and names the roles of functions, of which there may be new ones.
  if (config.adopted.audit)
    print('Adopted    run npm run adopt: only functions that the table knows may append to it.');
  print('By hand    the Pay Connector, once:');
  for (const step of (outputs[OUTPUTS.payConnectorSteps] ?? '').split(/ (?=\d\. )/))
    print(`           ${step}`);
  print('');
  return doctor(surroundings);
}

/**
 * How the first person gets in. Without a verified address nobody can recover a password, and Cognito's default medium is
 * a text message (AWS docs, AdminCreateUser).
 */
function firstUser({ federation, region, signInMail }: Config, userPoolId: string): readonly string[] {
  const command = (name: string, options: string) =>
    `aws cognito-idp ${name} --region ${region} --user-pool-id ${userPoolId} --username ${options}`;
  if (federation)
    return [
      `First user signs in to the desk with the company's account. It lets in who is in the company's group "${federation.agentGroup}" or "${federation.supervisorGroup}" (AGENT_GROUP, SUPERVISOR_GROUP), as listed in "${federation.groups}" (COMPANY_GROUPS).`,
    ];
  return [
    `First user ${command('admin-create-user', 'NAME --user-attributes Name=email,Value=ADDRESS Name=email_verified,Value=true --desired-delivery-mediums EMAIL')}`,
    `           ${command('admin-add-user-to-group', 'NAME --group-name agent')}`,
    ...(signInMail
      ? []
      : [
          `           Cognito itself sends ${COGNITO_MAILS_A_DAY} mails a day at most. For more set SIGN_IN_MAIL_FROM.`,
        ]),
  ];
}

async function versionOf({ vault }: Surroundings, { arn }: StageSecret): Promise<string> {
  return (await vault.describe(arn))?.version ?? '';
}

/** How long CloudFormation still watches after an update, where callers are at stake. */
const WATCH_MINUTES = 10;

/**
 * Has CloudFormation undo the update when one of a few alarms rings. A stage that is deployed for the first time has none
 * yet. `--despite-alarms` is for the deployment that mends what makes them ring.
 */
function watchArguments(
  { stage }: Pick<Config, 'stage'>,
  options: readonly string[],
  alarms: string | undefined,
): readonly string[] {
  if (!alarms) return [];
  if (options.includes('--despite-alarms')) return ['--rollback-trigger-alarm-arns', 'none'];
  return [
    ...alarms.split(',').flatMap((arn) => ['--rollback-trigger-alarm-arns', arn]),
    ...['--monitoring-time-minutes', String(keepsData(stage) ? WATCH_MINUTES : 0)],
  ];
}

/** @throws CommandError when Twilio refuses the credentials or the account lacks the number: better now than in a rollback. */
async function assertTwilioAccount(
  { fetch, hosts }: Surroundings,
  { twilioAccountSid: accountSid, phoneNumber }: Config,
  { secret }: StageSecret,
): Promise<void> {
  const twilio = createTwilioRest({ accountSid, authToken: secret.authTokens[0] ?? '', fetch });
  const query = new URLSearchParams({ PhoneNumber: phoneNumber });
  try {
    const page = await twilio.get(
      `${hosts.api}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?${query}`,
    );
    const rows: unknown = page.incoming_phone_numbers;
    if (Array.isArray(rows) && rows.length > 0) return;
  } catch (failure) {
    if (!(failure instanceof TwilioFailure)) throw failure;
    throw new CommandError(`Failed to deploy: ${failure.message}`);
  }
  throw new CommandError(
    'Failed to deploy: the Twilio account has no such number. Check PHONE_NUMBER and TWILIO_ACCOUNT_SID.',
  );
}

/** CloudFormation would notice only after it had created everything else, and roll all of it back. */
async function assertCapacity(
  { concurrency }: Surroundings,
  config: Config,
  known: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  if (!config.reservedConcurrency) return;
  const { limit, unreserved } = await concurrency();
  // What the stage itself has reserved it gives back.
  const ours = Number(known?.[OUTPUTS.reservedConcurrency] ?? 0);
  const missing = concurrencyNeeded(config.paymentsPerSecond) - unreserved - ours;
  if (missing <= 0) return;
  throw new CommandError(
    `Failed to deploy: this account may run ${limit} functions at once in ${config.region}, ${unreserved} of them not reserved by any function, and reserving capacity for Twilio's callbacks needs ${missing} more: AWS leaves 100 to all other functions. Request them (AWS Console, Service Quotas, Lambda, Concurrent executions), lower PAYMENTS_PER_SECOND, or set RESERVED_CONCURRENCY=off until you have them.`,
  );
}

function bootstrapHint(account: string, region: string): string {
  const places = [...new Set([region, EDGE_REGION])].map((place) => `aws://${account}/${place}`);
  return `In a new account or region run npx cdk bootstrap ${places.join(' ')} once.`;
}
