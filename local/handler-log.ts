import { appendFile, rename, stat } from 'node:fs/promises';

/** Where the handlers' log lines go on this machine, instead of CloudWatch. */
export interface HandlerLog {
  /** Adds one of the stack's own lines. */
  write(line: string): void;
  /** Waits for the lines written so far and restores the streams. */
  close(): Promise<void>;
}

export interface LogFile {
  readonly file: string;
  /**
   * Size in bytes at which the file becomes `<file>.1`, replacing the previous one.
   * @defaultValue 10,000,000: some ten thousand requests, and twice that on disk at most
   */
  readonly largest?: number;
}

/** How every line of the handlers' log begins (`lambdas/platform/log.ts`). */
const HANDLER_LINE = '{"level":"';

/**
 * Opens the log, a file or `stdout`. The handlers' lines, known by how they begin, go there instead of to stdout; whatever
 * else anybody prints still reaches the terminal. Telling them apart by where they come from would take async hooks, which
 * slow down every promise of the process.
 */
export function openHandlerLog(target: LogFile | 'stdout'): HandlerLog {
  if (target === 'stdout') {
    return {
      write: (line) => process.stdout.write(`${line}\n`),
      close: async () => {},
    };
  }

  const { file, largest = 10_000_000 } = target;
  let pending: string[] = [];
  let writing = Promise.resolve();
  function append(text: string): void {
    pending.push(text);
    if (pending.length > 1) return;
    writing = writing.then(async () => {
      const texts = pending.join('');
      pending = [];
      await makeRoom(file, largest);
      // A full disk must not stop a payment.
      await appendFile(file, texts, { mode: 0o600 }).catch(() => {});
    });
  }

  const giveBack = divert(process.stdout, append);
  return {
    write: (line) => append(`${line}\n`),
    async close() {
      giveBack();
      await writing;
    },
  };
}

async function makeRoom(file: string, largest: number): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found && found.size >= largest) await rename(file, `${file}.1`).catch(() => {});
}

function divert(stream: NodeJS.WriteStream, append: (text: string) => void): () => void {
  const write = stream.write;
  const diverted = (...words: Parameters<typeof write>): boolean => {
    const [chunk, ...rest] = words;
    if (typeof chunk !== 'string' || !chunk.startsWith(HANDLER_LINE)) return write.apply(stream, words);
    append(chunk);
    const done = rest.find((argument) => typeof argument === 'function');
    if (done) process.nextTick(done);
    return true;
  };
  stream.write = diverted as typeof write;
  return () => {
    stream.write = write;
  };
}
