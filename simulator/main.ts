import { readCommandLine } from './command-line.ts';
import { optionsFromEnvironment, settingsText } from './options-from-environment.ts';
import type { Simulator, SimulatorOptions } from './services.ts';

const USAGE = `npm run simulator   the stand-in Twilio alone, until Ctrl-C; simulator/README.md tells how to use it

Settings, from the environment:
${settingsText()}`;

/** `npm run simulator`: the simulator alone, settings from the environment. */
async function main(): Promise<void> {
  readCommandLine(USAGE, { options: {} });
  const options = optionsFromEnvironment(process.env);
  const { createSimulator } = await import('./index.ts');
  const simulator = await createSimulator({ ...options, log: print });
  print(summary(simulator, options));
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
function summary({ url, account, syncServiceSid }: Simulator, options: SimulatorOptions): string {
  const number = options.phoneNumbers?.[0];
  const key = account.apiKeys[0];
  const rows: readonly (readonly [string, string])[] = [
    ['Phone page', `${url}/phone`],
    ['REST API', `${url}  (instead of https://api.twilio.com and https://sync.twilio.com)`],
    ['Voice SDK', `${url.replace(/^http:\/\//, '')}  (option chunderw, see simulator/README.md)`],
    ['Sync SDK', `${url.replace(/^http/, 'ws')}/v3/wsconnect`],
    ['Control API', `${url}/simulator/calls`],
    ['Account SID', account.accountSid],
    ['Auth token', account.authToken],
    ['API key', `${key?.sid} / ${key?.secret}`],
    ['Sync service', syncServiceSid],
    ['TwiML app', options.twimlAppSid ?? ''],
    ['Number', `${number?.phoneNumber} -> ${number?.voiceUrl}`],
    ...(options.connectors ?? []).map(
      ({ uniqueName, endpointUrl, mode }) =>
        ['Connector', `${uniqueName} -> ${endpointUrl} (${mode})`] as const,
    ),
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`);
  return ['Twilio simulator: no real call, number or money.', ...lines, `ready  ${url}`].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'Failed to start.'}\n`);
  process.exitCode = 1;
});
