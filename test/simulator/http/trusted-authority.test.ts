import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '#simulator/clock.ts';
import { createSendRequest } from '#simulator/http/send-request.ts';
import { createAuthority } from '#simulator/tls/certificate.ts';

const OURS = createAuthority(new Date());
const OTHER = createAuthority(new Date());
const TIMES = { connectMilliseconds: 5_000, totalMilliseconds: 10_000 };

describe('over https, the simulator', () => {
  let server: Server;
  let url: string;
  beforeEach(async () => {
    server = createServer(OURS.issue(['localhost']), (_request, response) => response.end('fine'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ['trusts its authority', OURS.certificate, '"fine"'],
    ['trusts no other one', OTHER.certificate, 'connect'],
    ['trusts none without', undefined, 'connect'],
  ])('%s', async (_what, authority, outcome) => {
    const send = createSendRequest(systemClock, authority);
    expect(JSON.stringify(await send({ url, headers: {}, body: '', ...TIMES }))).toContain(outcome);
  });

  it('still trusts those of NODE_EXTRA_CA_CERTS', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'authority-'));
    const file = join(folder, 'ca.pem');
    await writeFile(file, OURS.certificate);
    const program = `
      import { createSendRequest } from '#simulator/http/send-request.ts';
      import { systemClock } from '#simulator/clock.ts';
      const send = createSendRequest(systemClock, process.env.OTHER);
      console.log(JSON.stringify(await send(${JSON.stringify({ url, headers: {}, body: '', ...TIMES })})));
      process.exit();`;
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', program],
      { env: { ...inherited, NODE_EXTRA_CA_CERTS: file, OTHER: OTHER.certificate } },
    );
    await rm(folder, { recursive: true });
    expect(stdout).toContain('"fine"');
  });
});
