import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The options a command was given, and with `words` what stands beside them. Prints `usage` and ends the process, with 0
 * for `--help` and with 2 for anything the command does not know: a slip must not start something.
 */
export function readCommandLine<const Known extends Options>(
  usage: string,
  { options, words = false }: { readonly options: Known; readonly words?: boolean },
): CommandLine<Known> {
  try {
    const { values, positionals } = parseArgs({
      options: { ...options, help: HELP },
      allowPositionals: words,
    });
    if (!(values as { readonly help?: boolean }).help)
      return { values, positionals } as unknown as CommandLine<Known>;
    process.stdout.write(`${usage}\n`);
    return process.exit(0);
  } catch (error) {
    return refuseCommandLine(
      error instanceof Error ? error.message : 'It has an option nobody knows.',
      usage,
    );
  }
}

/** Says what is wrong with the command line and how it is used, and ends the process with 2. */
export function refuseCommandLine(problem: string, usage: string): never {
  process.stderr.write(`Failed to start: ${problem}\n\n${usage}\n`);
  return process.exit(2);
}

type CommandLine<Known extends Options> = ReturnType<
  typeof parseArgs<{ readonly options: Known; readonly allowPositionals: true }>
>;

const HELP = { type: 'boolean', short: 'h' } as const;
