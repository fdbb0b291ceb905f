import { AsyncLocalStorage } from 'node:async_hooks';
import { appendFile, rename, stat } from 'node:fs/promises';

/** Where the handlers' log lines go on this machine, instead of CloudWatch. */
export interface HandlerLog {
  /** Runs a handler; its output to stdout and stderr goes to this log instead. */
  capture<T>(run: () => T): T;
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

/**
 * Opens the log, a file or `stdout`. It captures only what runs inside `capture`; the rest still goes to the
 * terminal.
 */
export function openHandlerLog(target: LogFile | 'stdout'): HandlerLog {
  if (target === 'stdout') {
    return {
      capture: (run) => run(),
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

  const inside = new AsyncLocalStorage<true>();
  const restore = [process.stdout, process.stderr].map((stream) =>
    divert(stream, () => inside.getStore(), append),
  );
  return {
    capture: (run) => inside.run(true, run),
    write: (line) => append(`${line}\n`),
    async close() {
      for (const giveBack of restore) giveBack();
      await writing;
    },
  };
}

async function makeRoom(file: string, largest: number): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found && found.size >= largest) await rename(file, `${file}.1`).catch(() => {});
}

function divert(
  stream: NodeJS.WriteStream,
  applies: () => boolean | undefined,
  append: (text: string) => void,
): () => void {
  const write = stream.write;
  const diverted = (...words: Parameters<typeof write>): boolean => {
    if (!applies()) return write.apply(stream, words);
    const [chunk, ...rest] = words;
    append(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = rest.find((argument) => typeof argument === 'function');
    if (done) process.nextTick(done);
    return true;
  };
  stream.write = diverted as typeof write;
  return () => {
    stream.write = write;
  };
}
