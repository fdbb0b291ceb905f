import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { Level } from 'level';
import { StartError } from '../start-error.ts';

export interface Database {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts an embedded DynamoDB engine over a folder, on a free loopback port. What it has acknowledged survives
 * the death of the process.
 *
 * @throws {@link StartError} when another process has the folder open, or it is damaged.
 */
export async function openDatabase(path: string): Promise<Database> {
  await assertOpens(path);
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
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

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    // The SDK keeps its sockets open; the engine waits for them, so end those that carry nothing.
    server.closeIdleConnections();
  });
}
