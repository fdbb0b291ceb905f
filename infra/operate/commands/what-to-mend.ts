import { randomUUID } from 'node:crypto';
import type { Config } from '#infra/config.ts';
import { OUTPUTS } from '#infra/outputs.ts';
import { createTwilioRest } from '#lambdas/configure-twilio/twilio-rest.ts';
import { diagnose, MENDED_BY_DEPLOY } from '../doctor/diagnose.ts';
import { deployedTarget } from './doctor.ts';
import type { StageSecret } from './ensure-secret.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The setting that has the custom resources run although no setting has changed: CloudFormation does not see what was
 * changed or deleted by hand. None for a first deployment, and none for a move to another Twilio account, where everything is made.
 * @param known the stack's outputs
 */
export async function whatToMend(
  surroundings: Surroundings,
  { twilioAccountSid }: Config,
  secret: StageSecret,
  known: Readonly<Record<string, string>> | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (!known) return {};
  const former = known[OUTPUTS.twilioAccountSid] ?? twilioAccountSid;
  if (former !== twilioAccountSid) {
    await tellOfMove(surroundings, former, secret);
    return {};
  }
  const findings = await diagnose(await deployedTarget(surroundings), () => {}, MENDED_BY_DEPLOY);
  const broken = findings.filter(({ result }) => result === 'failed');
  for (const { check } of broken) surroundings.print(`To mend    ${check}: not as it was deployed.`);
  return broken.length > 0 ? { MENDING: randomUUID() } : {};
}

/** Says beforehand whether what the stack made in its former Twilio account can be deleted there. */
async function tellOfMove(
  { fetch, hosts, print }: Surroundings,
  former: string,
  { secret }: StageSecret,
): Promise<void> {
  const numbers = `${hosts.api}/2010-04-01/Accounts/${former}/IncomingPhoneNumbers.json?PageSize=1`;
  const attempts = secret.authTokens.map((authToken) =>
    createTwilioRest({ accountSid: former, authToken, fetch }).get(numbers),
  );
  const isAccepted = await Promise.any(attempts).then(
    () => true,
    () => false,
  );
  print(
    isAccepted
      ? `Moving from the Twilio account ${former}: what the stack made there is deleted at the end.`
      : `Moving from the Twilio account ${former}: what the stack made there may have to stay, as no token in the secret is accepted there. See "Another Twilio account or number" in docs/runbook.md.`,
  );
}
