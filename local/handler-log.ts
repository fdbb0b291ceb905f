import { type FileHandle, open, rename } from 'node:fs/promises';

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

/** Lines that come within this time are written together: to write each by itself took a twentieth of all the time. */
const GATHER_MS = 50;

/** How every line of the handlers' log begins (`lambdas/platform/log.ts`). */
const HANDLER_LINE = '{"level":"';

/**
 * Opens the log, a file or `stdout`. The handlers' lines, known by how they begin, go there instead of to stdout; whatever
 * else anybody prints, a library inside a handler too, reaches the terminal. Telling them apart by where they come from would
 * take async hooks, which slow down every promise of the process. A process that is killed loses the lines of the last moment.
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
  let opened: OpenFile | undefined;
  let timer: NodeJS.Timeout | undefined;
  function append(text: string): void {
    pending.push(text);
    timer ??= setTimeout(flush, GATHER_MS);
  }
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const bytes = Buffer.from(pending.join(''));
    pending = [];
    if (bytes.length === 0) return;
    writing = writing
      .then(async () => {
        opened = await withRoom(opened ?? (await openToAppend(file)), file, largest);
        opened.size += bytes.length;
        await opened.handle.appendFile(bytes);
      })
      .catch(() => {
        // A full disk must not stop a payment. The next line opens the file anew.
        opened?.handle.close().catch(() => {});
        opened = undefined;
      });
  }

  const giveBack = divert(process.stdout, append);
  return {
    write: (line) => append(`${line}\n`),
    async close() {
      giveBack();
      flush();
      await writing;
      await opened?.handle.close();
    },
  };
}

/** Kept open: to open the file for each line took more time than to write it. */
interface OpenFile {
  readonly handle: FileHandle;
  size: number;
}

async function openToAppend(file: string): Promise<OpenFile> {
  const handle = await open(file, 'a', 0o600);
  return { handle, size: (await handle.stat()).size };
}

/** The file, or a new one when it is full. */
async function withRoom(opened: OpenFile, file: string, largest: number): Promise<OpenFile> {
  if (opened.size < largest) return opened;
  await opened.handle.close();
  await rename(file, `${file}.1`).catch(() => {});
  return openToAppend(file);
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
