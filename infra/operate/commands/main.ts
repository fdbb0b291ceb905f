import { deploy } from './deploy.ts';
import { destroy } from './destroy.ts';
import { doctor } from './doctor.ts';
import { realSurroundings } from './real-surroundings.ts';
import { CommandError } from './surroundings.ts';

const COMMANDS = { deploy, doctor, destroy };

const [name = '', ...options] = process.argv.slice(2);
const command = Object.entries(COMMANDS).find(([known]) => known === name)?.[1];

try {
  if (!command)
    throw new CommandError(
      `Failed to run: there is no such command. Use one of ${Object.keys(COMMANDS).join(', ')}.`,
    );
  process.exitCode = await command(realSurroundings(options));
} catch (failure) {
  process.stderr.write(`${explain(failure)}\n`);
  process.exitCode = 1;
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
