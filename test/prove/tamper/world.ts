import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { isOver } from '#lambdas/contract/session-actions.ts';
import { PAYMENT_PREFIX } from '#lambdas/contract/tables.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import type { Dynamo, Item } from '#lambdas/platform/dynamo.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { sealMinute, sealRecords } from '#lambdas/seal/seal.ts';
import { reduceBefore, reduceSession } from '#lambdas/session/reduce-session.ts';
import type { RecordedEvent, TrailDraft } from '#lambdas/session/trail-event.ts';
import { createAccessLog } from '#lambdas/stores/access-log-store.ts';
import { createAuditSlices } from '#lambdas/stores/audit-slices.ts';
import { createAuditTrail } from '#lambdas/stores/audit-trail.ts';
import { createCloseStore } from '#lambdas/stores/close-store.ts';
import { createFolderObjects } from '#lambdas/stores/log-objects-folder.ts';
import { createFileSigner } from '#lambdas/stores/log-signer-file.ts';
import { createOpenSessions } from '#lambdas/stores/open-sessions.ts';
import { createSessionsStore } from '#lambdas/stores/sessions-store.ts';
import { createTransparencyLog } from '#lambdas/stores/tlog-store.ts';
import { createTotalsCounting } from '#lambdas/stores/totals-counting.ts';
import { countTotals } from '#lambdas/sweep/count-totals.ts';
import { openDatabase } from '#local/database/database.ts';
import type { Random } from '../random.ts';
import type { Snapshot } from './attack.ts';
import { openTables, type SeenChange } from './attacker.ts';

const NAMES = { audit: 'Audit', sessions: 'Sessions' } as const;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = 3;
const READERS = ['sam', 'sue', 'ana', 'ben', 'cal', 'dora'];
const HEX32 = 16;

/** Tables and log of a stack whose app is gone, in this process: nobody writes to them but the campaign, and time is its own. */
export interface World {
  readonly documents: DynamoDBDocumentClient;
  readonly clock: Clock;
  /** Both tables now. */
  readTables(): Promise<Snapshot>;
  /** What there was before the last day: a copy of the log, and the tables. */
  readonly earlier: { readonly folder: string; readonly tables: Snapshot };
  /** Where the log is. */
  readonly logFolder: string;
  readonly keyFile: string;
  /** Lets time pass, with the log's tick of each minute. */
  pass(minutes: number): Promise<void>;
  /** A log's tick, of now. */
  tickOnce(log: LogAt): Promise<void>;
  /** Tells a log of writes, as the audit table's stream would. */
  tell(changes: readonly SeenChange[], log?: LogAt): Promise<void>;
  /** Does something with a copy of the log, and forgets the copy. */
  withCopy<T>(use: (log: LogAt) => Promise<T>): Promise<T>;
  /** Records a payment as the app would, and has the log not told of it. */
  takePayment(model: readonly Item[]): Promise<readonly Item[]>;
  close(): Promise<void>;
}

/** A log in a folder. */
export interface LogAt {
  readonly folder: string;
  readonly log: ReturnType<typeof createTransparencyLog>;
}

/**
 * Opens what a stopped stack left, and lets some days go by in it: people look at records, payments are taken, days are closed, and
 * the log is told of all of it.
 */
export async function openWorld(dataDir: string, random: Random, payments: number): Promise<World> {
  const database = await openDatabase(join(dataDir, 'database'));
  const { documents, close } = openTables(database.endpoint);
  let now = Date.now() + MINUTE_MS;
  const clock: Clock = { now: () => new Date(now), sleep: async () => {} };
  const told: SeenChange[] = [];
  const dynamo = tablesAsStoresSeeThem(documents, (change) => told.push(change));
  const stored = { clock, dynamo };
  const trail = createAuditTrail(stored, NAMES.audit);
  const sessions = createSessionsStore(stored, NAMES.sessions);
  const access = createAccessLog(stored, NAMES.audit);
  const closes = createCloseStore(stored, NAMES.audit);
  const counting = createTotalsCounting(stored, NAMES.sessions);
  const auditSlices = createAuditSlices(stored, NAMES.audit);
  const keyFile = join(dataDir, 'tlog-key.json');
  const logAt = (folder: string): LogAt => ({
    folder,
    log: createTransparencyLog({
      clock,
      objects: createFolderObjects(folder),
      signer: createFileSigner(keyFile),
    }),
  });
  const own = logAt(join(dataDir, 'tlog'));
  const silent = createLog(() => {});

  const tick = ({ log }: LogAt, isAnew = false) =>
    sealMinute({ auditSlices, tlog: log }, silent, () => MINUTE_MS, isAnew);
  const tell: World['tell'] = async (changes, { log } = own) => {
    const records = changes.filter(({ table }) => table === NAMES.audit).map(asRecord);
    if (records.length > 0) await sealRecords({ tlog: log }, records, silent);
  };
  const pass: World['pass'] = async (minutes) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      now += MINUTE_MS;
      await tick(own);
    }
  };

  const append = async (paySid: string, drafts: readonly TrailDraft[]) => {
    let events: readonly RecordedEvent[] = [];
    for (const draft of drafts) {
      ({ events } = await trail.append(paySid, () => draft, events));
      now += 1_000;
    }
    await sessions.save(reduceSession(events), events.at(-1) ?? { hash: '' });
    return events as unknown as readonly Item[];
  };

  const look = async (by: string) => {
    await access.record({
      action: random.pick(['search', 'read', 'export']),
      by,
      outcome: random.chance(0.9) ? 'allowed' : 'refused',
      rows: random.int(0, 40),
      requestId: random.hex(8),
    });
    now += 1_000;
  };

  const endDay = async (models: readonly (readonly Item[])[]) => {
    const rows = [
      {
        agent: 'ana',
        currency: 'USD',
        brand: 'visa',
        method: 'credit-card',
        endings: { charged: { count: models.length, minor: '1200' } },
        misses: 0,
        timed: 1,
        milliseconds: 9_000,
      },
    ] as const;
    const from = new Date(Math.floor(now / DAY_MS) * DAY_MS - DAY_MS).toISOString();
    const to = new Date(Math.floor(now / DAY_MS) * DAY_MS).toISOString();
    const draft = {
      from,
      to,
      zone: 'UTC',
      by: 'sam',
      requestId: random.hex(8),
      unsettled: [],
      unsettledCount: 0,
    };
    await closes.append(draft, rows);
  };

  const count = () => countTotals({ clock, counting }, [], createLog(refuse), () => true);

  const readTables: World['readTables'] = () => snapshotOf(documents);

  /** Whatever the stack did not have time to tell its log. */
  await tick(own, true);
  const { chains } = await readTables();
  const models = [...chains].filter(([name]) => name.startsWith('PK')).map(([, events]) => events);
  const earlier = { folder: await mkdtemp(join(tmpdir(), 'tlog-')), tables: await readTables() };
  for (let day = 0; day < DAYS; day += 1) {
    if (day === DAYS - 1) {
      await cp(own.folder, earlier.folder, { recursive: true });
      earlier.tables = await readTables();
    }
    for (const reader of READERS)
      for (let count = random.int(2, 5); count > 0; count -= 1) await look(reader);
    // On one day nothing is left under way: of such a time alone bigger totals are read.
    const isSettled = day === 1;
    const taken = isSettled ? models.filter(isEnded) : models;
    for (let left = Math.ceil(payments / DAYS); left > 0 && taken.length > 0; left -= 1)
      await append(`PK${random.hex(HEX32)}`, variation(random.pick(taken), random, isSettled ? 0 : 0.3));
    if (day > 0) await endDay(models);
    await tell(told.splice(0));
    await pass(2);
    await count();
    now = (Math.floor(now / DAY_MS) + 1) * DAY_MS + 9 * 60 * MINUTE_MS;
  }
  // By now the sweep would have mended what the end of the app has cut off, and would look after none of these payments any more.
  await pass(7);
  for (const paySid of (await readTables()).chains.keys()) {
    const events = paySid.startsWith(PAYMENT_PREFIX) ? await trail.read(paySid) : [];
    const last = events.at(-1);
    const before = reduceBefore(events);
    if (last) await sessions.save(reduceSession(events), last, before && isOver(before.session.state));
  }
  const open = createOpenSessions(stored, NAMES.sessions);
  for (const { paySid } of await open.all()) await open.unmark(paySid);
  await count();
  // What is marked was changed a moment ago, and is counted until it is older.
  await pass(2);
  await count();

  return {
    documents,
    clock,
    readTables,
    earlier,
    logFolder: own.folder,
    keyFile,
    pass,
    tickOnce: (log) => tick(log),
    tell,
    async withCopy(use) {
      const folder = await mkdtemp(join(tmpdir(), 'tlog-'));
      try {
        await cp(own.folder, folder, { recursive: true });
        return await use(logAt(folder));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async takePayment(model) {
      const events = await append(`PK${random.hex(HEX32)}`, variation(model, random));
      told.length = 0;
      return events;
    },
    async close() {
      close();
      await database.close();
      await rm(earlier.folder, { recursive: true, force: true });
    },
  };
}

function isEnded(events: readonly Item[]): boolean {
  return isOver(reduceSession(events as unknown as readonly RecordedEvent[]).session.state);
}

/**
 * The events of a payment as those of another: finished likewise, left open, or given up without a result.
 *
 * @param left how likely it is not finished, from 0 to 1
 */
function variation(model: readonly Item[], random: Random, left = 0.3): readonly TrailDraft[] {
  const drafts = model.map(
    ({ paySid: _, sequence: __, at: ___, hash: ____, schema: _____, ...draft }) => draft,
  );
  const submitted = drafts.findIndex(({ type }) => type === 'completeRequested');
  const [first, ...rest] = drafts.slice(
    0,
    random.chance(left) && submitted > 0 ? submitted + 1 : drafts.length,
  );
  const facts = {
    ...(first?.facts as Item),
    chargeAmount: `${random.int(1, 90)}.00`,
    agent: random.pick(READERS),
    ...(random.chance(0.5) ? { reference: `INV-${random.int(1, 999)}` } : {}),
    ...(random.chance(0.5) ? { customer: `C-${random.int(1, 999)}` } : {}),
  };
  const isUnknown = rest.at(-1)?.type === 'completeRequested' && random.chance(0.5);
  return [
    { ...first, facts },
    ...rest,
    ...(isUnknown ? [{ type: 'abandoned', reason: 'no result', by: 'system' }] : []),
  ] as unknown as readonly TrailDraft[];
}

/** For work that must not fail unseen: nothing it does is worth a line. */
function refuse(line: string): never {
  throw new Error(`Failed to count totals: ${line}`);
}

async function snapshotOf(client: DynamoDBDocumentClient): Promise<Snapshot> {
  const chains = new Map<string, Item[]>();
  const items = new Map<string, Item>();
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: NAMES.audit, ConsistentRead: true },
  ))
    for (const item of Items) {
      const name = String(item.paySid);
      const chain = chains.get(name) ?? [];
      chains.set(name, chain);
      chain.push(item);
    }
  for (const chain of chains.values()) chain.sort((a, b) => Number(a.sequence) - Number(b.sequence));
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: NAMES.sessions, ConsistentRead: true },
  ))
    for (const item of Items) items.set(String(item.pk), item);
  return { chains, items };
}

function asRecord({ before, after }: SeenChange): DynamoDBRecord {
  const eventName = !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE';
  const { paySid, sequence } = (after ?? before) as Item;
  const image = after ? { NewImage: marshall(after, { removeUndefinedValues: true }) } : {};
  return {
    eventName,
    dynamodb: { Keys: marshall({ paySid, sequence }), ...image },
  } as unknown as DynamoDBRecord;
}

/** The stores' own port, on this client; says which items of the audit table were written. */
function tablesAsStoresSeeThem(client: DynamoDBDocumentClient, onPut: (change: SeenChange) => void): Dynamo {
  type Any = never;
  return {
    get: async (input) => (await client.send(new GetCommand(input as Any))).Item,
    async getMany(table, keys) {
      const { Responses = {} } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: [...keys] } } }),
      );
      return Responses[table] ?? [];
    },
    async put(input) {
      await client.send(new PutCommand(input as Any));
      const table = input.TableName as SeenChange['table'];
      onPut({ table, before: undefined, after: input.Item });
      return true;
    },
    update: async (input) => (await client.send(new UpdateCommand(input as Any))).Attributes ?? {},
    query: async (input) => (await client.send(new QueryCommand(input as Any))).Items ?? [],
    async *pages(input) {
      for await (const { Items = [] } of paginateQuery({ client }, input as Any)) yield Items;
    },
    scan: async (command) => (await client.send(command as Any as ScanCommand)).Items ?? [],
  } as Dynamo;
}
