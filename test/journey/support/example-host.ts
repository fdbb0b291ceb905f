import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const SERVER = join(import.meta.dirname, '../../../docs/examples/embed/server.mjs');

/** The system of docs/examples/embed, running. */
export interface ExampleHost {
  /** Ends by itself only when it fails. */
  readonly child: ChildProcess;
  close(): Promise<void>;
}

/** Starts the example against a desk, as the client whose secret the desk's own sign-in tells. */
export async function startExampleHost(port: number, deskUrl: string): Promise<ExampleHost> {
  const response = await fetch(`${deskUrl}/dev/client`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'acme' }),
  });
  const { clientId, clientSecret, tokenUrl } = (await response.json()) as Record<string, string>;
  const child = spawn(process.execPath, [SERVER], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      PAY_URL: deskUrl,
      CLIENT_ID: clientId,
      CLIENT_SECRET: clientSecret,
      TOKEN_URL: tokenUrl,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    child,
    async close() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
