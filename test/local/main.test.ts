import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { makeDataDir } from './support/data-dir.ts';
import { end, type RunningMain, runMain, startMain } from './support/run-main.ts';
import { Script } from './support/script.ts';
import { serve } from './support/serve.ts';

// Two whole starts and a build of the page, beside everything else a busy machine runs.
jest.setTimeout(60_000);

let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
let running: RunningMain[];

beforeEach(async () => {
  dataDir = await makeDataDir();
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((main) => end(main, 'SIGKILL')));
  await dataDir.remove();
});

async function start(): Promise<RunningMain> {
  const main = await startMain({ LOCAL_DATA_DIR: dataDir.path });
  running.push(main);
  return main;
}

describe('npm start', () => {
  it('says one line when both ports answer, serves the page, and stops cleanly', async () => {
    const main = await start();
    expect(main.stdout()).toMatch(
      /^ready {2}desk http:\/\/127\.0\.0\.1:\d+ {2}phone http:\/\/127\.0\.0\.1:\d+\/phone {2}console http:\/\/127\.0\.0\.1:\d+\n$/,
    );
    for (const url of [
      `${main.deskUrl}/healthz`,
      `${main.simulatorUrl}/healthz`,
      `${main.simulatorUrl}/phone`,
    ]) {
      expect([url, (await fetch(url)).status]).toEqual([url, 200]);
    }
    const page = await (await fetch(main.deskUrl)).text();
    expect(page.indexOf('/local/websocket-shim.js')).toBeGreaterThan(0);
    expect(page.indexOf('/local/websocket-shim.js')).toBeLessThan(page.indexOf('type="module"'));

    expect(await end(main, 'SIGTERM')).toBe(0);
    expect([main.stdout().split('\n').length, main.stderr()]).toEqual([2, '']);
  });

  it('stops on SIGINT too, and keeps the handlers’ lines out of the terminal', async () => {
    const main = await start();
    const ana = await Script.signIn(main, 'ana');
    expect((await ana.post('/token')).status).toBe(200);
    expect(await end(main, 'SIGINT')).toBe(0);
    expect(main.stdout()).toMatch(/^ready .*\n$/);
    const lines = (await readFile(join(dataDir.path, 'log.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ route: 'token', status: 200 }),
    );
  });

  it('keeps what was recorded when it is killed in the middle of a payment', async () => {
    const killed = await start();
    const before = await Script.signIn(killed, 'ana');
    await before.goOnline();
    const started = await before.post('/startPaySession', {
      callSid: await before.call(),
      chargeAmount: '12.00',
    });
    const session = await before.capture(started.body, 'payment-card-number');
    const { body: recorded } = await before.get(`/paySessions/${session.paySid}`);
    await end(killed, 'SIGKILL');

    const after = await Script.signIn(await start(), 'ana');
    const { status, body } = await after.get(`/paySessions/${session.paySid}`);
    expect(status).toBe(200);
    expect(body.events).toEqual(recorded.events);
    expect(body.trail).toEqual({ verified: true, events: recorded.events.length });
  });

  it('lists every broken setting, one line each', async () => {
    const { code, stdout, stderr } = await runMain({ PORT: 'http', SIMULATOR_PORT: '-1', LOG: 'loud' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^Failed to read PORT: /),
      expect.stringMatching(/^Failed to read SIMULATOR_PORT: /),
      expect.stringMatching(/^Failed to read LOG: /),
    ]);
  });

  it.each(['PORT', 'SIMULATOR_PORT'])('says in one line that %s is in use', async (setting) => {
    const blocker = await serve((_request, response) => response.end());
    const { code, stdout, stderr } = await runMain({
      LOCAL_DATA_DIR: dataDir.path,
      [setting]: String(blocker.port),
    });
    await blocker.close();
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      `Failed to listen on 127.0.0.1:${blocker.port}: the port is in use. Stop the other program or set ${setting} to a free port.\n`,
    ]);
  });

  it('says in one line that another run has the data folder', async () => {
    await start();
    const { code, stdout, stderr } = await runMain({ LOCAL_DATA_DIR: dataDir.path });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^Failed to open .*: another run is using it\. Stop that run or set LOCAL_DATA_DIR to another folder\.\n$/,
    );
  });

  it('says in one line that the data folder cannot be made', async () => {
    const { code, stderr } = await runMain({ LOCAL_DATA_DIR: '/dev/null/data' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Failed to .+\n$/);
  });
});
