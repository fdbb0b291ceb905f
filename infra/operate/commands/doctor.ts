import { type Config, readConfig, secretName, stackName } from '#infra/config.ts';
import { OUTPUTS } from '#infra/outputs.ts';
import { concurrencyNeeded } from '#infra/reserved-concurrency.ts';
import { parseSecret } from '#lambdas/stores/secrets.ts';
import { describeFinding, diagnose } from '../doctor/diagnose.ts';
import type { Target } from '../doctor/finding.ts';
import { CommandError, type Surroundings } from './surroundings.ts';

/** Checks a deployed stage and prints what to do about each failing check; resolves to 1 when any check fails, else 0. */
export async function doctor(surroundings: Surroundings): Promise<number> {
  const { print } = surroundings;
  const findings = await diagnose(await deployedTarget(surroundings), (finding) =>
    print(describeFinding(finding)),
  );
  const bad = findings.filter(({ result }) => result === 'failed').length;
  print('');
  print(bad === 0 ? 'All checks passed.' : `${bad} of ${findings.length} checks failed.`);
  return bad === 0 ? 0 : 1;
}

export async function deployedTarget(surroundings: Surroundings): Promise<Target> {
  const { settings, vault, stacks, concurrency, log, hosts, fetch } = surroundings;
  const found = await vault.find(settings.TWILIO_SECRET_ARN ?? secretName(settings.STAGE ?? 'dev'));
  if (!found || found.deleted)
    throw new CommandError('Failed to find the Twilio secret of this stage. Run npm run deploy first.');
  const config = configOf(surroundings, found.arn);
  const outputs = await stacks.outputs(stackName(config.stage));
  if (!outputs)
    throw new CommandError(
      `Failed to find the stack ${stackName(config.stage)} in ${config.region}. Run npm run deploy first.`,
    );
  const output = (name: keyof typeof OUTPUTS) => outputs[OUTPUTS[name]] ?? '';
  return {
    publicBaseUrl: output('publicBaseUrl'),
    deskUrl: output('deskUrl'),
    accountSid: config.twilioAccountSid,
    phoneNumber: config.phoneNumber,
    payConnectorName: config.payConnectorName,
    twimlAppSid: output('twimlAppSid'),
    syncServiceSid: output('syncServiceSid'),
    mockProcessor: config.mockProcessor,
    embedOrigins: config.embed.origins,
    cognitoMails: !config.federation && !config.adopted.userPoolId && !config.signInMail,
    capacity: {
      ...(await concurrency()),
      reserved: Number(outputs[OUTPUTS.reservedConcurrency] ?? 0),
      needed: concurrencyNeeded(config.paymentsPerSecond),
      isWanted: config.reservedConcurrency,
    },
    log: log({ bucket: output('tlogBucket'), keyArn: output('tlogKey'), origin: output('tlogOrigin') }),
    secret: parseSecret(found.value),
    hosts,
    fetch,
  };
}

function configOf({ settings }: Surroundings, arn: string): Config {
  try {
    return readConfig({ ...settings, TWILIO_SECRET_ARN: arn });
  } catch (failure) {
    throw new CommandError(failure instanceof Error ? failure.message : String(failure));
  }
}
