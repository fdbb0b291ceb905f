import { keepsData, secretName, stackName } from '#infra/config.ts';
import { OUTPUTS } from '#infra/outputs.ts';
import type { Settings } from '#infra/read-settings.ts';
import { nameAtTwilio } from '#infra/twilio-configuration.ts';
import { accountOf } from './cdk.ts';
import { readSecret } from './ensure-secret.ts';
import { type Buckets, CommandError, type Surroundings, type Vault } from './surroundings.ts';

/**
 * Takes a stage down, Twilio's side first, then its secret. A stage that keeps data must be confirmed by name. With
 * `--leave-twilio` nothing is asked of Twilio: for when it does not respond, or the account is closed.
 */
export async function destroy({
  settings,
  options,
  vault,
  stacks,
  buckets,
  run,
  print,
}: Surroundings): Promise<number> {
  const stage = settings.STAGE === 'prod' ? 'prod' : 'dev';
  const region = settings.AWS_REGION ?? 'us-east-1'; // as in deploy: in a profile's other region there is no stack, and CDK reports success
  const name = stackName(stage);
  if (keepsData(stage)) {
    if (options[options.indexOf('--confirm') + 1] !== name) {
      throw new CommandError(
        `Failed to destroy ${name}: it takes payments. To do it, add: --confirm ${name}`,
      );
    }
    await stacks.unprotect(name);
  }
  const leaveTwilio = options.includes('--leave-twilio');
  const found = await vault.find(settings.TWILIO_SECRET_ARN ?? secretName(stage));
  if (found) await tellFunctions(vault, found, leaveTwilio);
  const account = accountOf(found?.arn ?? '');
  const log = (await stacks.outputs(name))?.[OUTPUTS.tlogBucket];
  const code = await run('npx', ['cdk', 'destroy', '--all', '--force', '--no-notices'], {
    STAGE: stage,
    AWS_REGION: region,
    ...(found ? { TWILIO_SECRET_ARN: found.arn, AWS_ACCOUNT: account } : {}),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  });
  if (code !== 0) {
    throw new CommandError(
      `Failed to destroy ${name}: CloudFormation stopped at the first reason above. Fix it and destroy again; the secret is still there. When the reason is that Twilio does not respond or refuses the credentials, add --leave-twilio.`,
    );
  }
  // Of a trail that stays, the log stays.
  if (log && !keepsData(stage) && !settings.AUDIT_TABLE_NAME) await removeLog(buckets, log);
  if (found && !settings.TWILIO_SECRET_ARN) {
    await vault.remove(found.arn);
    print('AWS deletes the secret in a week; deploying before then restores it.');
  }
  for (const line of leaveTwilio ? leftAtTwilio(settings, { stage, account, region }) : [CLEAN]) print(line);
  for (const line of keepsData(stage) ? KEPT : DELETED) print(line);
  return 0;
}

/** Once the function is gone that writes to it. CloudFormation cannot: the lock has to be bypassed. */
async function removeLog(buckets: Buckets, name: string): Promise<void> {
  try {
    await buckets.remove(name);
  } catch (failure) {
    throw new CommandError(
      `Failed to delete the bucket of the transparency log: ${failure instanceof Error ? failure.message : failure} The stack is gone, its secret is still there. With a role that has s3:BypassGovernanceRetention empty and delete ${name} (AWS Console, S3), then destroy again.`,
    );
  }
}

const CLEAN =
  'The phone number is back to its previous settings. Everything the stack created at Twilio is deleted; the Pay Connector and PCI Mode stay.';

const KEPT = [
  "Kept: both tables, the transparency log with its key, the user pool and its groups, the keys, what CloudTrail logged of writes by others, the logs of the functions and of the API, and CloudFront's access log. Each log is kept for 13 months from when it was written.",
  'Deleted: the logs of both firewalls and of the page upload. Delete what is kept by hand when the law allows it, the keys last: without them the rest cannot be read.',
];

const DELETED = [
  'Deleted: the tables, the transparency log, the user pool, the pages and all logs. For 35 days AWS keeps a backup of each table, which can be restored until the keys are gone: 30 days from now. Tables that were adopted, and then the log and the keys, are kept.',
];

/** Says in the secret, which the functions read, whether to leave Twilio alone. */
async function tellFunctions(
  vault: Vault,
  { arn, deleted, value }: NonNullable<Awaited<ReturnType<Vault['find']>>>,
  leaveTwilio: boolean,
): Promise<void> {
  if (deleted) await vault.restore(arn); // without it the functions could not even be told
  const { leaveTwilio: told, ...secret } = readSecret(deleted ? (await vault.find(arn))?.value : value);
  if (Boolean(told) === leaveTwilio) return;
  await vault.write(arn, JSON.stringify(leaveTwilio ? { ...secret, leaveTwilio } : secret));
}

/** What stays at Twilio, and how to remove it there. */
function leftAtTwilio(
  settings: Settings,
  place: Readonly<Record<'stage' | 'account' | 'region', string>>,
): readonly string[] {
  const name = `"${nameAtTwilio(place)}"`;
  return [
    'Nothing was changed at Twilio. In an account that still exists, remove there, in this order:',
    `  1. Console, Phone Numbers > Manage > Active numbers, ${settings.PHONE_NUMBER ?? 'the number'}: replace the TwiML app ${name} by what should answer.`,
    `  2. Console, Voice > Manage > TwiML apps: delete ${name}.`,
    settings.SYNC_SERVICE_SID
      ? '  3. The Sync service was not made by the stack, and stays.'
      : `  3. Console, Sync > Services: delete ${name}. It holds the state of recent payments, masked.`,
    `  4. Console, Account > API keys & tokens: delete ${name}, unless the key was yours.`,
    'The Pay Connector and PCI Mode stay.',
  ];
}
