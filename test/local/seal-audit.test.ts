import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { AUDIT_TABLE, SESSIONS_TABLE, TABLES } from '#lambdas/contract/tables.ts';
import { createFolderObjects } from '#lambdas/stores/log-objects-folder.ts';
import { CHECKPOINT } from '#lambdas/stores/tlog-store.ts';
import { openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { parseLeaf } from '#lambdas/tlog/leaf.ts';
import { parseVerifierKey } from '#lambdas/tlog/signed-note.ts';
import { readEntries } from '#lambdas/tlog/tiles.ts';
import { createMissingTables } from '#local/database/create-tables.ts';
import { openDatabase } from '#local/database/database.ts';
import type { HandlerLog } from '#local/handler-log.ts';
import type { LoadHandler } from '#local/load-handlers.ts';
import { sealAudit } from '#local/seal-audit.ts';
import { prepareTlog } from '#local/tlog-key.ts';
import { events } from '#test/support/stream-records.ts';
import { makeDataDir } from './support/data-dir.ts';
import { Script } from './support/script.ts';
import { startStack, type TestStack } from './support/start-stack.ts';

jest.setTimeout(60_000);

let round: () => void;
let runs: { readonly event: unknown; end(failure?: Error): void }[];
let records: DynamoDBRecord[];
let warnings: string[];
let dataDir: Awaited<ReturnType<typeof makeDataDir>>;

beforeEach(async () => {
  runs = [];
  records = [];
  warnings = [];
  dataDir = await makeDataDir();
});

afterEach(() => dataDir.remove());

const loadHandler: LoadHandler = async (entry) => {
  expect(entry).toBe('seal/index.ts');
  return (event: unknown) =>
    new Promise((resolve, reject) => {
      runs.push({ event, end: (failure) => (failure ? reject(failure) : resolve(undefined as never)) });
    });
};
const log: HandlerLog = { write: () => {}, close: async () => {} };
const settle = () => new Promise((resolve) => setImmediate(resolve));

function start() {
  return sealAudit({
    records,
    unsealed: join(dataDir.path, 'unsealed'),
    loadHandler,
    log,
    warn: (line) => warnings.push(line),
    repeat: (run, milliseconds) => {
      expect(milliseconds).toBe(5_000);
      round = run;
      return () => {};
    },
  });
}

/** Lets the run under way end, and what follows it begin. */
async function end(failure?: Error) {
  runs.at(-1)?.end(failure);
  await settle();
}

/** Waits for the run of that number to begin. */
async function running(number: number) {
  const giveUpAt = Date.now() + 10_000;
  while (runs.length < number && Date.now() < giveUpAt) await settle();
  expect(runs).toHaveLength(number);
}

const TICK = expect.objectContaining({ source: 'aws.events' });
const told = () => runs.map(({ event }) => (event as Partial<DynamoDBStreamEvent>).Records?.length ?? event);

describe('the audit table’s stream on one machine', () => {
  it('ticks at the start and each minute, and tells what was written', async () => {
    start();
    await running(1);
    expect(told()).toEqual([TICK]);
    records.push(...events(1, 1, 2));
    round();
    await settle();
    expect(runs).toHaveLength(1);
    await end();
    expect(told()).toEqual([TICK, 2]);
    await end();
    for (let rounds = 1; rounds <= 12; rounds += 1) {
      round();
      await settle();
    }
    expect(told()).toEqual([TICK, 2, TICK]);
  });

  it('has the table read after a run that was cut off, until that worked', async () => {
    start();
    await running(1);
    const next = start();
    await running(2);
    await end(new Error('disk full'));
    round();
    await running(3);
    await end();
    await next.close();
    start();
    await running(4);
    expect(told()).toEqual([TICK, { reconcile: true }, { reconcile: true }, TICK]);
  });

  it('tells again what could not be sealed, in the same order', async () => {
    start();
    await running(1);
    await end();
    records.push(...events(1, 1, 2));
    round();
    await settle();
    await end(new Error('disk full'));
    records.push(...events(2, 1, 1));
    round();
    await settle();
    expect(runs.at(-1)?.event).toEqual({ Records: [...events(1, 1, 2), ...events(2, 1, 1)] });
  });

  it('says once that nothing is sealed, and why, until it works again', async () => {
    start();
    await running(1);
    await end(new Error('disk full.'));
    round();
    await running(2);
    await end(new Error('disk full.'));
    expect(warnings).toEqual([
      expect.stringMatching(/^Failed to seal what was recorded: disk full\. Payments go on\./),
    ]);
    round();
    await running(3);
    await end();
    records.push(...events(1, 1, 2));
    round();
    await running(4);
    await end(new Error('disk full.'));
    expect(warnings).toHaveLength(2);
  });

  it('makes no other key for a log that has lost its own', async () => {
    const { folder, keyFile } = await prepareTlog(dataDir.path);
    const key = await readFile(keyFile, 'utf8');
    await prepareTlog(dataDir.path);
    expect(await readFile(keyFile, 'utf8')).toBe(key);
    await mkdir(folder);
    await rm(keyFile);
    await prepareTlog(dataDir.path);
    await expect(readFile(keyFile)).rejects.toThrow('ENOENT');
  });

  it('seals the rest when it closes', async () => {
    const sealing = start();
    await running(1);
    records.push(...events(1, 1, 3));
    const closing = sealing.close();
    await end();
    await end();
    await closing;
    expect(told()).toEqual([TICK, 3]);
  });

  it('tells keys and hashes of the audit table alone, as DynamoDB’s would', async () => {
    const heard: DynamoDBRecord[] = [];
    const database = await openDatabase(join(dataDir.path, 'database'), (one) => heard.push(one));
    await createMissingTables(database.endpoint, TABLES);
    const client = new DynamoDBClient({
      endpoint: database.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const TableName = AUDIT_TABLE.name;
    const Key = { paySid: { S: 'PK1' }, sequence: { N: '1' } };
    const Item = { ...Key, hash: { S: 'ab' }, note: { S: 'not told' } };
    const put = { TableName, Item };
    const change = {
      TableName,
      Key,
      UpdateExpression: 'SET note = :note',
      ExpressionAttributeValues: { ':note': { S: 'x' } },
    };
    await client.send(new PutItemCommand({ TableName: SESSIONS_TABLE.name, Item: { pk: { S: '1' } } }));
    expect(await client.send(new PutItemCommand(put))).not.toHaveProperty('Attributes');
    await client
      .send(new PutItemCommand({ ...put, ConditionExpression: 'attribute_not_exists(paySid)' }))
      .catch(() => {});
    const { Attributes } = await client.send(new PutItemCommand({ ...put, ReturnValues: 'ALL_OLD' }));
    expect(Attributes).toEqual(Item);
    await client.send(new UpdateItemCommand(change));
    expect(await client.send(new DeleteItemCommand({ TableName, Key }))).not.toHaveProperty('Attributes');
    await client.send(new DeleteItemCommand({ TableName, Key }));
    client.destroy();
    await database.close();
    expect(heard.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'MODIFY', 'REMOVE']);
    expect(heard[0]?.dynamodb).toEqual({ NewImage: { ...Key, hash: { S: 'ab' } } });
    expect(heard[3]?.dynamodb).toEqual({ NewImage: Key });
  });

  it('seals a payment’s events beside the data, with a key that anybody can check', async () => {
    const stack = await startStack();
    const ana = await Script.signIn({ deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url }, 'ana');
    await ana.goOnline();
    const { paySid } = await ana.pay({ callSid: await ana.call(), chargeAmount: '12.00', currency: 'USD' });
    await stack.close();
    const { heads } = await sealedIn(stack);
    const own = heads.filter(({ chain }) => chain === paySid);
    expect(own.at(-1)?.events).toBeGreaterThan(8);
    expect(heads.some(({ chain }) => chain.startsWith('ACCESS#'))).toBe(true);
    await rm(stack.dataDir, { recursive: true });
  });
});

/** Heads in the log of a stack, after its checkpoint was found to be signed by the key beside it. */
async function sealedIn({ dataDir }: TestStack) {
  const objects = createFolderObjects(join(dataDir, 'tlog'));
  const key = parseVerifierKey(await readFile(join(dataDir, 'tlog-key.pub'), 'utf8'));
  const note = await objects.read(CHECKPOINT);
  const checkpoint = key && openCheckpoint(Buffer.from(note?.bytes ?? []).toString('utf8'), key);
  if (!checkpoint) throw new Error('The checkpoint is not signed by the key.');
  const read = async (name: string) => (await objects.read(name))?.bytes;
  const bundles = await Promise.all(
    Array.from({ length: Math.ceil(checkpoint.size / 256) }, (_, at) =>
      readEntries(read, checkpoint.size, at),
    ),
  );
  const leaves = bundles.flat().map(parseLeaf);
  return { checkpoint, heads: leaves.flatMap((leaf) => ('hash' in leaf ? [leaf] : [])) };
}
