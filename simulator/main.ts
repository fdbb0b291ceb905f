#!/usr/bin/env node
import { readCommandLine, refuseCommandLine } from './command-line.ts';
import { startFunctions } from './functions/start-functions.ts';
import { optionsFromEnvironment, settingsText } from './options-from-environment.ts';
import { type AuthorityFiles, writeAuthorityFiles } from './run/authority-files.ts';
import { run, type Start } from './run/run.ts';
import { startCommand } from './run/start-command.ts';
import type { Simulator, SimulatorOptions } from './services.ts';
import { chromiumFlags } from './tls/chromium-flags.ts';

const COMMAND = import.meta.url.endsWith('.ts') ? 'npm run simulator --' : 'twilio-simulator';

const USAGE = `${COMMAND} [run …]
  (nothing)               the stand-in Twilio alone, until Ctrl-C
  run -- node app.js      the same and an application, for which it is Twilio; any command will do
  run --functions DIR     the same and a project of Twilio Functions, on the port of PORT (3000)

Options, before the second --:
  --port N                the simulator's port, in place of SIMULATOR_PORT
  --voice PATH            the function that calls are led to, where its name does not tell

simulator/README.md tells how to use it. Settings, from the environment:
${settingsText()}`;

const OPTIONS = {
  port: { type: 'string' },
  functions: { type: 'string' },
  voice: { type: 'string' },
} as const;

interface Asked {
  /** What follows `run`. */
  readonly command: readonly string[];
  readonly functions?: string | undefined;
  readonly voice?: string | undefined;
}

/** What can run beside the simulator: the first row that fits the command line. */
const RUNNABLE: readonly { fits(asked: Asked): boolean; start(asked: Asked): Start }[] = [
  {
    fits: ({ command, functions }) => command.length === 0 && functions !== undefined,
    start: ({ functions = '', voice }) => startFunctions({ directory: functions, voice, print }),
  },
  {
    fits: ({ command, functions, voice }) => command.length > 0 && !functions && !voice,
    start:
      ({ command }) =>
      (environment) =>
        startCommand(command, environment),
  },
];

/** `npm run simulator`: the simulator alone or beside an application, settings from the environment. */
async function main(): Promise<void> {
  const { values, positionals } = readCommandLine(USAGE, { options: OPTIONS, words: true });
  const [word, ...command] = positionals;
  if (word !== undefined && word !== 'run') refuseCommandLine(`It does not know ${word}.`, USAGE);
  const asked = { command, functions: values.functions, voice: values.voice };
  const runnable = RUNNABLE.find(({ fits }) => word && fits(asked));
  if (word ? !runnable : values.functions || values.voice)
    refuseCommandLine('run needs a command, after a second --, or --functions and a folder.', USAGE);
  const options = optionsFromEnvironment({
    ...process.env,
    ...(values.port ? { SIMULATOR_PORT: values.port } : {}),
  });
  const { createSimulator } = await import('./index.ts');
  const simulator = await createSimulator({ ...options, log: print });
  const files = writeAuthorityFiles(simulator.tls?.certificate ?? '', process.env);
  const isFunctions = Boolean(asked.functions && !process.env.VOICE_URL);
  print(summary(simulator, options, files, isFunctions));
  if (runnable) process.exit(await run(simulator, options, files, runnable.start(asked)));
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130);
      stopping = true;
      void simulator.close().then(() => process.exit(0));
    });
  }
}

/** Prints the credentials: an application needs them, and they are worthless anywhere else. */
function summary(
  { url, tls, account, syncServiceSid }: Simulator,
  options: SimulatorOptions,
  { extra }: AuthorityFiles,
  isFunctions: boolean,
): string {
  const number = options.phoneNumbers?.[0];
  const key = account.apiKeys[0];
  const rows: readonly (readonly [string, string])[] = [
    ['Console', url],
    ['Phone page', `${url}/phone`],
    ['REST API', `${url}  (instead of https://api.twilio.com and https://sync.twilio.com)`],
    ['Voice SDK', `${url.replace(/^http:\/\//, '')}  (option chunderw, see simulator/README.md)`],
    ['Sync SDK', `${url.replace(/^http/, 'ws')}/v3/wsconnect`],
    ['Control API', `${url}/simulator/calls`],
    ['Pages', `<script src="${url}/simulator/browser.js"></script>  (before any other script)`],
    ...(tls
      ? ([
          ['TLS', `port ${tls.port}: every host of Twilio's; until this ends, NODE_EXTRA_CA_CERTS=${extra}`],
          ['Chromium', ['--user-data-dir="$(mktemp -d)"', ...chromiumFlags(tls).map(quoted)].join(' ')],
        ] as const)
      : []),
    ['Account SID', account.accountSid],
    ['Auth token', account.authToken],
    ['API key', `${key?.sid} / ${key?.secret}`],
    ['Sync service', syncServiceSid],
    ['TwiML app', options.twimlAppSid ?? ''],
    [
      'Number',
      `${number?.phoneNumber} -> ${isFunctions ? 'the function marked below' : `${number?.voiceUrl}  (your TwiML; VOICE_URL changes it)`}`,
    ],
    ...(options.connectors ?? []).map(
      ({ uniqueName, endpointUrl, mode }) =>
        ['Connector', `${uniqueName} -> ${endpointUrl} (${mode})`] as const,
    ),
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`);
  return ['Twilio simulator: no real call, number or money.', ...lines, `ready  ${url}`].join('\n');
}

/** For a shell, an option whose value may have blanks. */
function quoted(flag: string): string {
  return flag.replace(/=(.*)/, '="$1"');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'Failed to start.'}\n`);
  process.exit(1);
});
