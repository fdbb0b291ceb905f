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

/** Credentials that are missing or expired come from the SDK under these names, whichever call met them first. */
function explain(failure: unknown): string {
  if (!(failure instanceof Error)) return 'Failed for a reason that left no trace. Run it again.';
  if (failure instanceof CommandError) return failure.message;
  if (/Credential|ExpiredToken|UnrecognizedClient|InvalidClientTokenId/.test(failure.name)) {
    return 'Failed to reach AWS: no valid credentials. Sign in (aws sso login, or AWS_PROFILE) and run it again.';
  }
  return failure.stack ?? failure.message;
}
