import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ScheduledEvent } from 'aws-lambda';
import { ENV } from '#lambdas/contract/environment.ts';
import { handler, type SealEvent } from '#lambdas/seal/index.ts';
import { CHECKPOINT, STATE } from '#lambdas/stores/tlog-store.ts';
import { ANA, type HandlerHouse, openHouse } from '#test/support/handler-house.ts';
import { events, hashFor, payment, record } from '#test/support/stream-records.ts';

jest.setTimeout(60_000);

const TICK = { source: 'aws.events', detail: {} } as ScheduledEvent;
const ORIGIN = 'agent-assist-pay/test';

let house: HandlerHouse;
let folder: string;

beforeAll(async () => {
  house = await openHouse();
  folder = await mkdtemp(join(tmpdir(), 'seal-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  await writeFile(join(folder, 'key.json'), JSON.stringify({ name: ORIGIN, privateKey: pem }));
  Object.assign(process.env, {
    [ENV.tlogFolder]: join(folder, 'tlog'),
    [ENV.tlogKeyFile]: join(folder, 'key.json'),
  });
});

afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true });
});

/** Runs the function; returns what it logged. */
async function seal(event: SealEvent): Promise<readonly Record<string, unknown>[]> {
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => lines.push(String(line)) > 0);
  process.env[ENV.logLevel] = 'all';
  try {
    await handler(event, { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 55_000 });
  } finally {
    write.mockRestore();
    process.env[ENV.logLevel] = 'silent';
  }
  return lines.map((line) => JSON.parse(line));
}

const newest = () => readFile(join(folder, 'tlog', 'tile', 'entries', ...`000.p/${size}`.split('/')), 'utf8');
let size = 0;

describe('the function that seals', () => {
  it('begins a log with what the table holds', async () => {
    const callSid = await house.answeredCall();
    const { json } = await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' });
    const lines = await seal(TICK);
    size = Math.max(...lines.map((line) => Number(line.size)));
    expect(lines[0]).toMatchObject({
      level: 'info',
      message: 'sealed',
      route: 'seal',
      requestId: 'request-1',
    });
    expect(await newest()).toMatch(
      new RegExp(`"chain":"${json.paySid}","events":\\d+,"hash":"\\w+","late":true`),
    );
    expect(await readFile(join(folder, 'tlog', CHECKPOINT), 'utf8')).toMatch(`${ORIGIN}\n${size}\n`);
  });

  it('adds what the stream tells', async () => {
    const item = { paySid: payment(2), sequence: 1, hash: hashFor(1) };
    const lines = await seal({ Records: [...events(1, 1, 3), record('MODIFY', item)] });
    size += 2;
    expect(lines).toMatchObject([
      { level: 'error', message: 'audit item changed', paySid: payment(2), sequence: 1, code: 'MODIFY' },
      { level: 'info', message: 'sealed', leaves: 2, size },
    ]);
    expect(await newest()).toContain(`"chain":"${payment(1)}","events":3,"hash":"${hashFor(3)}","v":1`);
  });

  it('reads the table again when told to', async () => {
    const lines = await seal({ reconcile: true });
    const before = size;
    size = Math.max(...lines.map((line) => Number(line.size)));
    expect(size).toBeGreaterThan(before + 1);
  });

  it('fails on a damaged log, and says so', async () => {
    await unlink(join(folder, 'tlog', STATE));
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    process.env[ENV.logLevel] = 'all';
    await expect(
      handler({ Records: [...events(5, 1, 1)] }, { awsRequestId: '1', getRemainingTimeInMillis: () => 1 }),
    ).rejects.toThrow('its state is gone');
    process.env[ENV.logLevel] = 'silent';
    const [line] = write.mock.calls.map(([text]) => JSON.parse(String(text)));
    write.mockRestore();
    expect(line).toMatchObject({ level: 'error', message: 'log damaged', error: 'LogDamaged' });
  });
});
