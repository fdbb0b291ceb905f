import { keepsData, secretName, stackName } from '#infra/config.ts';
import { CommandError, type Surroundings } from './surroundings.ts';

/** Takes a stage down, Twilio's side first, then its secret. A stage that keeps data must be confirmed by name. */
export async function destroy({
  settings,
  options,
  vault,
  stacks,
  run,
  print,
}: Surroundings): Promise<number> {
  const stage = settings.STAGE === 'prod' ? 'prod' : 'dev';
  const name = stackName(stage);
  if (keepsData(stage)) {
    if (options[options.indexOf('--confirm') + 1] !== name) {
      throw new CommandError(
        `Failed to destroy ${name}: it takes payments. To do it, add: --confirm ${name}`,
      );
    }
    await stacks.unprotect(name);
  }
  const found = await vault.find(settings.TWILIO_SECRET_ARN ?? secretName(stage));
  const code = await run('npx', ['cdk', 'destroy', '--all', '--force', '--no-notices'], {
    STAGE: stage,
    AWS_REGION: settings.AWS_REGION ?? 'us-east-1', // as in deploy: in a profile's other region there is no stack, and CDK reports success
    ...(found ? { TWILIO_SECRET_ARN: found.arn, AWS_ACCOUNT: found.arn.split(':')[4] ?? '' } : {}),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  });
  if (code !== 0) {
    throw new CommandError(
      `Failed to destroy ${name}: CloudFormation stopped at the first reason above. Fix it and destroy again; the secret is still there.`,
    );
  }
  if (found && !found.deleted && !settings.TWILIO_SECRET_ARN) {
    await vault.remove(found.arn);
    print('AWS deletes the secret in a week; deploying before then restores it.');
  }
  print(
    'The phone number is back to its previous settings. Everything the stack created at Twilio is deleted; the Pay Connector and PCI Mode stay.',
  );
  if (keepsData(stage))
    print(
      'The two tables, the user pool, the logs and the keys are kept. Delete them by hand when the law allows it.',
    );
  return 0;
}
