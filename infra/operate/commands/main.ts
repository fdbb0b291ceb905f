import { parseArgs } from 'node:util';
import { CommandError, type Surroundings } from './surroundings.ts';

interface Command {
  readonly usage: string;
  readonly options?: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;
  load(): Promise<(surroundings: Surroundings) => Promise<number>>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  deploy: {
    usage: `npm run deploy -- [--stage dev|prod] [--despite-alarms]   checks the settings, builds, deploys, then checks the result
  --despite-alarms   CloudFormation does not undo the update when an alarm rings: to mend what makes it ring`,
    options: { 'despite-alarms': { type: 'boolean' } },
    load: async () => (await import('./deploy.ts')).deploy,
  },
  diff: {
    usage:
      'npm run diff -- [--stage dev|prod]     shows what deploy would change, rights first; changes nothing',
    load: async () => (await import('./diff.ts')).diff,
  },
  doctor: {
    usage: 'npm run doctor -- [--stage dev|prod]   checks a deployed stage; exits with 1 when a check fails',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  adopt: {
    usage:
      'npm run adopt -- [--stage dev|prod]    gives restored tables what a restore leaves out; run it again to look',
    load: async () => (await import('./adopt.ts')).adopt,
  },
  destroy: {
    usage: `npm run destroy -- [--stage dev|prod] [--confirm agent-assist-pay-prod] [--leave-twilio]   takes a stage down
  --confirm        a stage that takes payments must be named
  --leave-twilio   asks nothing of Twilio, and lists what stays there: when it does not respond or the account is closed`,
    options: { confirm: { type: 'string' }, 'leave-twilio': { type: 'boolean' } },
    load: async () => (await import('./destroy.ts')).destroy,
  },
};

const SETTINGS = `
Settings, from the environment or from .env.<stage>; .env.example explains each:
  TWILIO_ACCOUNT_SID, PHONE_NUMBER, PAY_CONNECTOR_NAME   needed
  TWILIO_AUTH_TOKEN                                      needed by the first deployment
  AWS_PROFILE, AWS_REGION                                the account, as for every tool of AWS (us-east-1)`;

const COMMON = { stage: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
const STAGES: readonly unknown[] = ['dev', 'prod', undefined];

const [name = '', ...words] = process.argv.slice(2);
process.exitCode = await run(COMMANDS[name], words);

/** 0 or 1 as the command decides, 1 when it fails, 2 when it does not know an option. */
async function run(command: Command | undefined, words: readonly string[]): Promise<number> {
  let options: readonly string[];
  const usage = `${(command ? [command] : Object.values(COMMANDS)).map((known) => known.usage).join('\n')}\n${SETTINGS}\n`;
  try {
    if (!command) throw new Error('there is no such command.');
    const { values } = parseArgs({ args: [...words], options: { ...command.options, ...COMMON } });
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    if (!STAGES.includes(values.stage)) throw new Error('--stage must be dev or prod.');
    options = Object.entries(values).flatMap(([option, value]) => [`--${option}`, String(value)]);
  } catch (problem) {
    process.stderr.write(
      `Failed to start: ${problem instanceof Error ? problem.message : problem}\n\n${usage}`,
    );
    return 2;
  }
  try {
    const [start, { realSurroundings }] = await Promise.all([
      command.load(),
      import('./real-surroundings.ts'),
    ]);
    return await start(realSurroundings(options));
  } catch (failure) {
    process.stderr.write(`${explain(failure)}\n`);
    return 1;
  }
}

/** The SDK reports missing or expired credentials under these names, whichever call comes first. */
function explain(failure: unknown): string {
  if (!(failure instanceof Error)) return 'Failed for an unknown reason. Run it again.';
  if (failure instanceof CommandError) return failure.message;
  if (/Credential|ExpiredToken|UnrecognizedClient|InvalidClientTokenId/.test(failure.name)) {
    return 'Failed to reach AWS: no valid credentials. Sign in (aws sso login, or AWS_PROFILE) and run it again.';
  }
  return failure.stack ?? failure.message;
}
