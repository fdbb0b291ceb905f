import { secretName } from '#infra/config.ts';
import { buildDesk, cdkEnvironment, deployableConfig } from './cdk.ts';
import { CommandError, type Surroundings } from './surroundings.ts';

/**
 * Prints what a deployment would change, each stack's rights first. It reads templates only, so that a reviewer's role
 * can run it: whatever CloudFormation may have to replace is shown as replaced.
 */
export async function diff(surroundings: Surroundings): Promise<number> {
  const { settings, vault, run } = surroundings;
  const config = deployableConfig(surroundings);
  const secret = await vault.describe(settings.TWILIO_SECRET_ARN ?? secretName(config.stage));
  if (!secret)
    throw new CommandError('Failed to compare: this stage was never deployed. Run npm run deploy first.');
  await buildDesk(surroundings);
  return run(
    'npx',
    ['cdk', 'diff', '--all', '--method=template', '--no-notices'],
    cdkEnvironment(config, secret),
  );
}
