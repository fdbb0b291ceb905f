import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Level } from 'level';
import { StartError } from '../start-error.ts';

export interface Database {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts an embedded DynamoDB engine over a folder, on a free loopback port. What it has acknowledged survives
 * the death of the process. It runs in a thread of its own: it does half of the work of a callback, and the rest should
 * not have to wait for it.
 *
 * @throws {@link StartError} when another process has the folder open, or it is damaged.
 */
export async function openDatabase(path: string): Promise<Database> {
  await assertOpens(path);
  const engine = new Worker(new URL('./engine.mjs', import.meta.url), {
    workerData: { path },
    execArgv: [],
  });
  const ended = once(engine, 'exit');
  const [port] = await once(engine, 'message');
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      engine.postMessage('close');
      await ended;
    },
  };
}

/** dynalite answers a folder it cannot open with an uncaught exception at the first request: find out before. */
async function assertOpens(path: string): Promise<void> {
  const probe = new Level(path);
  try {
    await probe.open();
  } catch (error) {
    const code = codeOf(error);
    throw new StartError(
      code === 'LEVEL_LOCKED'
        ? `Failed to open ${path}: another run is using it. Stop that run or set LOCAL_DATA_DIR to another folder.`
        : `Failed to open ${path}: ${code ?? 'it cannot be read'}. Make it readable, or delete it to start empty.`,
      { cause: error },
    );
  } finally {
    await probe.close();
  }
}

/** level says what happened in the cause: `LEVEL_LOCKED`, `LEVEL_CORRUPTION`, `LEVEL_IO_ERROR`. */
function codeOf(error: unknown): string | undefined {
  return (error as { cause?: { code?: string } }).cause?.code;
}
