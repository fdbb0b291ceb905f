import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DynamoDBRecord } from 'aws-lambda';
import { Level } from 'level';
import { AUDIT_TABLE } from '#lambdas/contract/tables.ts';
import { StartError } from '../start-error.ts';
import { gather } from './gather.mjs';
import { type EngineResponse, shortenWire } from './short-wire.ts';

/** The engine's response to the request that was posted with this id. */
interface Carried {
  readonly id: number;
  readonly response: EngineResponse;
}

/** A request that was posted. */
interface Waiting {
  resolve(response: EngineResponse): void;
  reject(error: Error): void;
}

export interface Database {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts an embedded DynamoDB engine over a folder, on a free loopback port. Acknowledged writes survive the death of
 * the process. The engine runs in its own thread: it does a fifth of the work of a payment, and the rest should not
 * wait. This process's requests are posted to it; it also listens, for other processes.
 *
 * @param onAudit is told of every write to the audit table: of one by this process before the writer gets its response
 * @throws {@link StartError} when another process has the folder open, or it is damaged.
 */
export async function openDatabase(
  path: string,
  onAudit: (record: DynamoDBRecord) => void = () => {},
): Promise<Database> {
  await assertOpens(path);
  const engine = new Worker(new URL('./engine.mjs', import.meta.url), {
    workerData: { path, auditTable: AUDIT_TABLE.name },
    execArgv: [],
  });
  const ended = once(engine, 'exit');
  const [port] = await once(engine, 'message');
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  const hear = (message: DynamoDBRecord | Carried) => {
    if (!('id' in message)) return onAudit(message);
    waiting.get(message.id)?.resolve(message.response);
    return waiting.delete(message.id);
  };
  engine.on('message', (messages: readonly (DynamoDBRecord | Carried)[]) => {
    for (const message of messages) hear(message);
  });
  const tellEngine = gather<unknown>((messages) => engine.postMessage(messages));
  const lengthenWire = shortenWire(port, (request) => {
    requests += 1;
    const id = requests;
    tellEngine({ id, request });
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  });
  engine.once('exit', () => {
    lengthenWire();
    const ended = Object.assign(new Error('The engine has ended'), { code: 'ECONNRESET' });
    for (const { reject } of waiting.values()) reject(ended);
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      lengthenWire();
      tellEngine('close');
      await ended;
    },
  };
}

/** dynalite throws an uncaught exception at the first request when it cannot open the folder: check before. */
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

/** level gives the reason in the cause: `LEVEL_LOCKED`, `LEVEL_CORRUPTION`, `LEVEL_IO_ERROR`. */
function codeOf(error: unknown): string | undefined {
  return (error as { cause?: { code?: string } }).cause?.code;
}
