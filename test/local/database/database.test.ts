import { type ChildProcess, fork } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { create as createStore } from 'dynalite/db/index.js';
import { AUDIT_TABLE, TABLES } from '#lambdas/contract/tables.ts';
import { createMissingTables } from '#local/database/create-tables.ts';
import { type Database, openDatabase } from '#local/database/database.ts';
import { makeDataDir } from '../support/data-dir.ts';

let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
let path: string;

beforeEach(async () => {
  dataDir = await makeDataDir();
  path = join(dataDir.path, 'database');
});

afterEach(() => dataDir.remove());

describe('the database', () => {
  it('listens on the loopback address only', async () => {
    await withDatabase(async ({ endpoint }) => {
      expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    });
  });

  it('is reached by this process without HTTP, and each of two by its own endpoint', async () => {
    const sent: string[] = [];
    const note = (message: unknown) => sent.push((message as { request: { host: string } }).request.host);
    await withDatabase(async (database) => {
      const other = await openDatabase(`${path}-other`);
      subscribe('http.client.request.start', note);
      try {
        await createMissingTables(other.endpoint, [AUDIT_TABLE]);
        expect(await tableNames(database)).toEqual([]);
        expect(await tableNames(other)).toEqual([AUDIT_TABLE.name]);
        await other.close();
        expect(await tableNames(database)).toEqual([]);
        expect(sent).toEqual([]);
      } finally {
        unsubscribe('http.client.request.start', note);
      }
      await expect(tableNames(other)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });
  });

  it('is reached by others by HTTP', async () => {
    await withDatabase(async ({ endpoint }) => {
      const response = await fetch(endpoint, { method: 'POST', body: '{}' });
      expect([response.status, await response.text()]).toEqual([
        404,
        expect.stringContaining('UnknownOperationException'),
      ]);
    });
  });

  it('responds in full to what it was asked before it is closed', async () => {
    const database = await openDatabase(path);
    await createMissingTables(database.endpoint, [AUDIT_TABLE]);
    await client(database, async (db) => {
      for (let sequence = 0; sequence < 50; sequence += 1)
        await db.send(new PutCommand({ TableName: 'Audit', Item: { paySid: 'PK1', sequence } }));
      const reads = Array.from({ length: 50 }, () => db.send(new ScanCommand({ TableName: 'Audit' })));
      // The client has all it needs by now: these are on their way in the same turn.
      await setImmediate();
      await database.close();
      const results = await Promise.all(reads);
      expect(results.map(({ Count }) => Count)).toEqual(Array(50).fill(50));
    });
  });

  it('fails what waits for it when it ends by itself, and closes', async () => {
    const posted = jest.spyOn(Worker.prototype, 'postMessage');
    const database = await openDatabase(path);
    const waiting = tableNames(database);
    while (posted.mock.contexts.length === 0) await setImmediate();
    const engine = posted.mock.contexts[0] as Worker;
    posted.mockRestore();
    const [failed] = await Promise.allSettled([waiting, engine.terminate()]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'ECONNREFUSED' } });
    await database.close();
  });

  it('keeps tables and items across a restart', async () => {
    await withDatabase(async (database) => {
      await createMissingTables(database.endpoint, TABLES);
      await client(database, (db) =>
        db.send(new PutCommand({ TableName: 'Audit', Item: { paySid: 'PK1', sequence: 1, by: 'ana' } })),
      );
    });
    await withDatabase(async (database) => {
      await createMissingTables(database.endpoint, TABLES);
      const { Item } = await client(database, (db) =>
        db.send(new GetCommand({ TableName: 'Audit', Key: { paySid: 'PK1', sequence: 1 } })),
      );
      expect(Item).toEqual({ paySid: 'PK1', sequence: 1, by: 'ana' });
    });
  });

  it('says that a run was killed while it created a table', async () => {
    await withDatabase(({ endpoint }) => createMissingTables(endpoint, TABLES));
    const store = createStore({ path });
    const table = await promisify(store.getTable)('Audit');
    expect(table.TableStatus).toBe('ACTIVE');
    await promisify(store.tableDb.put)('Audit', { ...table, TableStatus: 'CREATING' });
    await store.db.close();
    await withDatabase(async ({ endpoint }) => {
      await expect(createMissingTables(endpoint, TABLES)).rejects.toMatchObject({
        name: 'StartError',
        message: expect.stringContaining(
          'a run was killed while it created it, empty. Delete the data folder',
        ),
      });
    });
  });

  it('loses nothing it acknowledged when the process is killed in the middle of writing', async () => {
    let acknowledged = 0;
    for (let round = 0; round < 3; round += 1) {
      const child = startWriter(acknowledged);
      child.on('message', (count) => {
        acknowledged = Number(count);
      });
      const target = acknowledged + 40;
      while (acknowledged < target) await once(child, 'message');
      await kill(child);
    }

    await withDatabase(async (database) => {
      const { Count } = await client(database, (db) =>
        db.send(new ScanCommand({ TableName: 'Audit', Select: 'COUNT' })),
      );
      expect(acknowledged).toBeGreaterThanOrEqual(120);
      expect(Count).toBeGreaterThanOrEqual(acknowledged);
    });
  });

  it('says in one sentence that another process has the folder', async () => {
    const child = startWriter(0);
    try {
      await once(child, 'message');
      await expect(openDatabase(path)).rejects.toMatchObject({
        name: 'StartError',
        message: `Failed to open ${path}: another run is using it. Stop that run or set LOCAL_DATA_DIR to another folder.`,
      });
    } finally {
      await kill(child);
    }
  });

  it('says in one sentence that the folder is damaged', async () => {
    await mkdir(path);
    await writeFile(join(path, 'CURRENT'), 'nonsense\n');
    await expect(openDatabase(path)).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(
        /^Failed to open .*: LEVEL_\w+\. Make it readable, or delete it to start empty\.$/,
      ),
    });
  });

  it('refuses a table that another version created', async () => {
    await withDatabase(async (database) => {
      const { endpoint } = database;
      await createMissingTables(endpoint, [{ ...AUDIT_TABLE, partitionKey: { name: 'id', type: 'S' } }]);
      await expect(createMissingTables(endpoint, TABLES)).rejects.toMatchObject({
        name: 'StartError',
        message:
          'Failed to open table Audit: another version created it. Delete the data folder to start empty.',
      });
      // Nor is any other created, which would be in flight while the engine is closed.
      expect(await tableNames(database)).toEqual([AUDIT_TABLE.name]);
    });
  });
});

function startWriter(already: number): ChildProcess {
  const script = fileURLToPath(new URL('write-until-killed.ts', import.meta.url));
  return fork(script, [path, String(already)], { execArgv: ['--import', 'tsx'] });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function withDatabase(use: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(path);
  try {
    await use(database);
  } finally {
    await database.close();
  }
}

async function tableNames(database: Database): Promise<readonly string[] | undefined> {
  const { TableNames } = await client(database, (db) => db.send(new ListTablesCommand({})));
  return TableNames;
}

async function client<T>({ endpoint }: Database, use: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const db = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    return await use(db);
  } finally {
    db.destroy();
  }
}
