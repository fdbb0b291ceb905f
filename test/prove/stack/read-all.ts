import type { IncomingMessage } from 'node:http';

/** Reads the whole body. @throws Error when the connection breaks before its end. */
export async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
