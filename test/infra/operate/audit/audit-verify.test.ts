import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NamedHead } from '#infra/operate/audit/anchor.ts';
import { auditVerify } from '#infra/operate/audit/audit-verify.ts';
import type { StoredEvent } from '#infra/operate/audit/find-tampering.ts';
import { createFindings } from '#infra/operate/audit/findings.ts';
import { openScratch } from '#infra/operate/audit/scratch.ts';
import { tablesIn } from '#infra/operate/audit/tables.ts';
import { verifyAudit } from '#infra/operate/audit/verify-audit.ts';
import type { AccessLogResponse } from '#lambdas/contract/desk-api.ts';
import type { ReportRow } from '#lambdas/contract/report-api.ts';
import { ACCESS_SHARDS, CLOSE_PREFIX } from '#lambdas/contract/tables.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { accessChainOf, openingOf, shardOf } from '#lambdas/session/access-event.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import { createCloseStore } from '#lambdas/stores/close-store.ts';
import { Script } from '#test/local/support/script.ts';
import { startStack, type TestStack } from '#test/local/support/start-stack.ts';

jest.setTimeout(60_000);

const ROOT = join(import.meta.dirname, '../../../..');
/** Kinds of chain in the audit table, as the stack recorded them. */
const KINDS = ['payment', 'day of the access log', 'closes of a month'] as const;
let chains: Readonly<Record<(typeof KINDS)[number], readonly StoredEvent[]>>;
/** Of the payment. */
let item: Record<string, unknown>;
let stack: TestStack;
let dynamo: DynamoDBDocumentClient;

beforeAll(async () => {
  // Nothing is sealed before the end: what the tables alone show is looked at here.
  stack = await startStack({ repeat: () => () => {} });
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const addresses = { deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url };
  const ana = await Script.signIn(addresses, 'ana');
  await ana.goOnline();
  const { paySid } = await ana.pay({ callSid: await ana.call(), chargeAmount: '12.00' });
  await ana.pay({ callSid: await ana.call(), tokenType: 'reusable' });
  const Key = { pk: `session#${paySid}` };
  item = (await dynamo.send(new GetCommand({ TableName: 'Sessions', Key }))).Item ?? {};
  const day = await lookAround(await Script.signIn(addresses, 'sam', 'supervisor'), paySid);
  const sams = accessChainOf(day, shardOf('sam', ACCESS_SHARDS));
  chains = {
    payment: await chainOf(paySid),
    'day of the access log': await chainOf(sams),
    'closes of a month': await closeDays(await Script.signIn(addresses, 'sam', 'supervisor')),
  };
});

/** Days of a month that is over, and one of the next, which knows how far the first goes. */
async function closeDays(sam: Script): Promise<readonly StoredEvent[]> {
  const days = [
    '2026-01-01',
    '2026-01-02',
    '2026-01-03',
    '2026-01-04',
    '2026-01-05',
    '2026-01-06',
    '2026-02-01',
  ];
  for (const day of days) {
    expect((await sam.post('/reports/close', { from: day, to: day, zone: 'UTC' })).status).toBe(201);
  }
  return chainOf('CLOSE#2026-01');
}

afterAll(async () => {
  dynamo.destroy();
  await stack.remove();
});

/** Searches, opens, exports and reads the log, until the day has enough lines: it may have just begun. */
async function lookAround(sam: Script, paySid: string): Promise<string> {
  for (;;) {
    await sam.get('/paySessions');
    await sam.get(`/paySessions/${paySid}`);
    await sam.download('/paySessions?format=csv');
    const { day, trail } = (await sam.get<AccessLogResponse>('/accessLog')).body;
    if (trail.events > 5) return day;
  }
}

async function chainOf(name: string): Promise<readonly StoredEvent[]> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: 'Audit',
      KeyConditionExpression: 'paySid = :chain',
      ExpressionAttributeValues: { ':chain': name },
    }),
  );
  return Items as StoredEvent[];
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const words = (more: readonly string[]) => ['--data-dir', stack.dataDir, ...more];

/** Runs the command in this process: a new process for each of a dozen runs would take longer than the runs. */
async function verify(...more: readonly string[]): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const to = (name: keyof typeof said) => ({
    write: (text: string) => {
      said[name] += text;
    },
  });
  const code = await auditVerify(words(more), { stdout: to('stdout'), stderr: to('stderr') });
  return { code, ...said };
}

/** Runs the command as a person would, in a process of its own. */
function verifyInProcess(...more: readonly string[]): Promise<Ended> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const program = ['--import', 'tsx', 'infra/operate/audit/main.ts', ...words(more)];
  return new Promise((resolve) => {
    execFile(process.execPath, program, { cwd: ROOT, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

/** The same without the command, at any time. */
async function judge(client: DynamoDBDocumentClient, before: readonly NamedHead[] = [], now = new Date()) {
  const [scratch, findings] = [await openScratch(), createFindings()];
  try {
    for (const [chain, head] of before) await scratch.heads.add(chain, { name: 'anchor', ...head });
    const tables = tablesIn(client, { audit: 'Audit', sessions: 'Sessions' });
    const keeping = { trailMonths: 0, sessionsMonths: 24 };
    const { anchor, ...verdict } = await verifyAudit({ tables, scratch, findings, keeping, now });
    const heads: NamedHead[] = [];
    for await (const head of anchor) heads.push(head);
    return { ...verdict, findings: findings.kept, anchor: heads };
  } finally {
    await scratch.close();
  }
}

const put = (event: StoredEvent) => dynamo.send(new PutCommand({ TableName: 'Audit', Item: event }));
const remove = ({ paySid, sequence }: StoredEvent) =>
  dynamo.send(new DeleteCommand({ TableName: 'Audit', Key: { paySid, sequence } }));

async function restore(): Promise<void> {
  for (const chain of KINDS) for (const event of chains[chain]) await put(event);
  await dynamo.send(new PutCommand({ TableName: 'Sessions', Item: item }));
}

/** Does the same to every chain, verifies once, and puts them back. */
async function verifyAfter(spoil: (chain: Chain) => Promise<unknown>, ...words: readonly string[]) {
  for (const kind of KINDS) await spoil(opened(kind));
  const verdict = await verify(...words);
  await restore();
  return verdict;
}

interface Chain {
  readonly name: string;
  readonly events: readonly StoredEvent[];
  at(index: number): StoredEvent;
}

function opened(kind: (typeof KINDS)[number]): Chain {
  const events = chains[kind];
  const at = (index: number) => events.at(index) as StoredEvent;
  return { name: at(0).paySid, events, at };
}

describe('npm run audit:verify', () => {
  it('finds the trail of a running stack whole, and exits with 0', async () => {
    for (const kind of KINDS) expect(chains[kind].length).toBeGreaterThan(5);
    const { code, stdout } = await verifyInProcess();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ chains?, \d+ events?, all whole$/m);
  });

  const spoilt: readonly (readonly [
    what: string,
    sequence: number,
    spoil: (chain: Chain) => Promise<unknown>,
  ])[] = [
    ['altered', 2, ({ at }) => put({ ...at(1), by: 'somebody else' })],
    ['removed', 3, ({ at }) => remove(at(2))],
    [
      'inserted',
      3,
      async ({ events, at }) => {
        for (const event of events.slice(2)) await put({ ...event, sequence: event.sequence + 1 });
        await put({ ...at(2), by: 'somebody else' });
      },
    ],
    [
      'reordered',
      2,
      async ({ at }) => {
        await put({ ...at(1), sequence: 4 });
        await put({ ...at(3), sequence: 2 });
      },
    ],
  ];
  it.each(spoilt)(
    'names an event that was %s, of a payment, of the access log and of closes',
    async (what, sequence, spoil) => {
      const { code, stdout } = await verifyAfter(spoil);
      // An insertion made them longer.
      for (const kind of KINDS) await remove({ ...opened(kind).at(-1), sequence: chains[kind].length + 1 });
      expect(code).toBe(1);
      for (const kind of KINDS) {
        expect(stdout).toContain(`${opened(kind).name}  event ${sequence} was ${what}`);
      }
      expect(stdout).toMatch(/, 3 not whole$/m);
    },
  );

  it('reports a missing last event of a payment from the session, and all else from an anchor', async () => {
    const [payment, day] = KINDS.map(opened) as [Chain, Chain];
    const length = payment.events.length;
    const anchor = join(stack.dataDir, 'anchor.json');
    expect((await verify('--save-anchor', anchor)).code).toBe(0);
    const shortened = await verifyAfter(({ at }) => remove(at(-1)));
    await dynamo.send(new DeleteCommand({ TableName: 'Sessions', Key: { pk: `session#${payment.name}` } }));
    const forget = async ({ name, events, at }: Chain) => {
      if (name.startsWith(CLOSE_PREFIX)) return;
      for (const event of events === payment.events ? events : [at(-1)]) await remove(event);
    };
    const forgotten = await verifyAfter(forget);
    const anchored = await verifyAfter(forget, '--anchor', anchor);

    expect(shortened.stdout).toContain(`event ${length} was removed: the session knows of ${length}`);
    // Gone from both tables without a trace: only an anchor kept elsewhere shows it.
    expect(forgotten.code).toBe(0);
    expect(anchored.stdout).toContain(`${payment.name}  event 1 was removed: the anchor knows of ${length}`);
    const last = day.events.length;
    expect(anchored.stdout).toContain(`${day.name}  event ${last} was removed: the anchor knows of ${last}`);
    expect([shortened.code, anchored.code]).toEqual([1, 1]);
  });

  it('finds a day whole that is opened after the scan has passed the place of its first chain', async () => {
    const day = '2031-05-01';
    const [first, other] = [accessChainOf(day, 0), accessChainOf(day, 1)];
    const opening = openingOf(day, 1);
    const line = { paySid: other, sequence: 2, type: 'access', by: 'ana' };
    const lines = [openingOf(day, 0), opening, { ...line, hash: hashOf(line, opening.hash) }];
    for (const item of lines) await put(item as unknown as StoredEvent);
    const passing = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    passing.middlewareStack.add(
      (next, { commandName }) =>
        async (request) => {
          const reply = await next(request);
          const output = reply.output as { Items?: Record<string, unknown>[] };
          if (commandName === 'ScanCommand')
            output.Items = (output.Items ?? []).filter((item) => item.paySid !== first);
          return reply;
        },
      { step: 'initialize', priority: 'high' },
    );
    expect((await judge(passing)).findings).toEqual([]);
    await remove(lines[0] as unknown as StoredEvent);
    expect((await judge(passing)).findings).toMatchObject([{ where: first }]);
    for (const item of lines.slice(1)) await remove(item as unknown as StoredEvent);
    passing.destroy();
  });

  it('expects nothing of a payment that was listed before its first event, whether there is one or not', async () => {
    const never = `PK${'c'.repeat(32)}`;
    for (const [name, version] of [
      [opened('payment').name, 0],
      [never, 0],
      [never, -1],
    ] as const) {
      const start = {
        pk: `session#${name}`,
        version,
        ...(version === 0 ? { session: {}, lastHash: '' } : {}),
      };
      await dynamo.send(new PutCommand({ TableName: 'Sessions', Item: start }));
      expect(await verify()).toMatchObject({ code: 0, stderr: '' });
    }
    await restore();
  });

  it('reports a missing chain of an access-log day, and a missing first chain, which joins the others', async () => {
    const day = opened('day of the access log').name.split('#')[1] ?? '';
    const others = [0, 1].map((at) =>
      accessChainOf(day, (shardOf('sam', ACCESS_SHARDS) + 1 + at) % ACCESS_SHARDS),
    );
    for (const name of [
      opened('day of the access log').name,
      others.find((chain) => !chain.endsWith('#00')) ?? '',
    ]) {
      const gone = await chainOf(name);
      for (const event of gone) await remove(event);
      const { code, stdout } = await verify();
      for (const event of gone) await put(event);
      expect(code).toBe(1);
      expect(stdout).toContain(`${name}  event 1 was removed: the access log knows of 1`);
    }
    const first = await chainOf(accessChainOf(day, 0));
    for (const event of first) await remove(event);
    const { stdout } = await verify();
    for (const event of first) await put(event);
    expect(stdout).toContain(`${accessChainOf(day, 0)}  event 1 was removed: its day has other chains`);
  });

  it('reports a missing end of an access-log day from the opening of the next day', async () => {
    const { name, events, at } = opened('day of the access log');
    const ends = { [name]: { events: events.length, hash: at(-1).hash } };
    const next = openingOf('2999-01-01', 0, { shards: 1, joins: ends }) as unknown as StoredEvent;
    await put(next);
    expect((await verify()).code).toBe(0);
    await remove(at(-1));
    const { stdout } = await verify();
    await put(at(-1));
    await remove(next);
    expect(stdout).toContain(`event ${events.length} was removed: the access log knows of ${events.length}`);
  });

  it('reports a missing close from one of another month, and missing rows from the close they belong to', async () => {
    const { name, events, at } = opened('closes of a month');
    await remove(at(-1));
    const shortened = await verify();
    for (const event of events) await remove(event);
    const gone = await verify();
    await restore();
    expect(shortened.stdout).toContain(`${name}  event 6 was removed: the close knows of 6`);
    expect(gone.stdout).toContain(`${name}  event 1 was removed: the close knows of 6`);

    const rows = [{ agent: 'ana', currency: 'USD', brand: 'visa', method: 'credit-card', endings: {} }];
    const draft = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z', zone: 'UTC' };
    const closes = createCloseStore({ clock: systemClock, dynamo: createDynamo() }, 'Audit');
    await closes.append(
      { ...draft, by: 'sam', requestId: 'r', unsettled: [], unsettledCount: 0 },
      rows as unknown as readonly ReportRow[],
    );
    const [kept] = await chainOf('CLOSE#2026-03#rows');
    await remove(kept as StoredEvent);
    const { stdout } = await verify();
    await put(kept as StoredEvent);
    expect(stdout).toContain('CLOSE#2026-03#rows  event 1 was removed: the close knows of 1');
    expect((await verify()).code).toBe(0);
  });

  it('reports a close that was given an expiry, because closes have none', async () => {
    const [first] = await chainOf('CLOSE#2026-02');
    await put({ ...first, expiresAtSeconds: 1 } as unknown as StoredEvent);
    const { code, stdout } = await verify();
    await put(first as StoredEvent);
    expect(code).toBe(1);
    expect(stdout).toContain('CLOSE#2026-02  event 1 was altered');
    expect((await verify()).code).toBe(0);
  });

  it('counts expired chains, whatever is left of them, unless something knows better', async () => {
    const second = (year: number) => Date.UTC(year) / 1000;
    const chainUntil = (paySid: string, expiresAtSeconds: number) => {
      const events: StoredEvent[] = [];
      for (const sequence of [1, 2, 3]) {
        const event = { paySid, sequence, type: 'cancelAccepted', expiresAtSeconds };
        events.push({ ...event, hash: hashOf(event, events.at(-1)?.hash) });
      }
      return events;
    };
    const [paySid, day] = [`PK${'e'.repeat(32)}`, accessChainOf('2029-12-31')];
    const made = [...chainUntil(paySid, second(2031)), ...chainUntil(day, second(2031))];
    const opening = openingOf('2030-01-01', 0, {
      joins: { [day]: { events: 3, hash: made[5]?.hash ?? '', expiresAtSeconds: second(2031) } },
      expiresAtSeconds: second(2032),
    }) as unknown as StoredEvent;
    for (const event of [...made, opening]) await put(event);
    const { anchor } = await judge(dynamo, [], new Date('2030-06-01'));
    // Removed in no particular order.
    for (const event of [made[0], made[2], made[4]]) if (event) await remove(event);

    const before = await judge(dynamo, anchor, new Date('2030-12-31'));
    const after = await judge(dynamo, anchor, new Date('2031-01-01'));
    // As if somebody had shortened the time of what the session and the anchor still know of.
    const forged = { ...opened('payment').at(0), expiresAtSeconds: 1 };
    await put(forged);
    const known = await judge(dynamo, anchor);
    await restore();
    for (const event of [...made, opening]) await remove(event);

    expect(before.findings.map(({ where }) => where).sort()).toEqual([day, paySid]);
    expect(after).toMatchObject({ findings: [], expired: 2 });
    expect(known.findings).toContainEqual(expect.objectContaining({ where: forged.paySid }));
  });

  it('says in one sentence what it cannot read, and exits with 2', async () => {
    const nowhere = await verifyInProcess('--data-dir', join(stack.dataDir, 'nowhere'));
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toMatch(/^Failed to find a database/);
    const noAnchor = await verify('--anchor', join(stack.dataDir, 'log.jsonl'));
    expect(noAnchor.code).toBe(2);
    expect(noAnchor.stderr).toMatch(/^Failed to read the anchor/);
  });

  it.each([
    ['known', 'four'],
    ['keep-trail-months', 'a year'],
    ['payment', 'PK1'],
    ['proof', 'file'],
    ['audit-table', 'AuditTrail'],
  ])('does not pass over --%s %s', async (name, value) => {
    const { code, stderr } = await verify(`--${name}`, value);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`Failed to read --${name}: `)]);
  });

  it('compares with a copy of the log, if one is named', async () => {
    const copy = join(stack.dataDir, 'no-such-copy');
    expect(await verify('--log-folder', copy)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('the folder of the log is gone'),
    });
    await cp(join(stack.dataDir, 'tlog'), copy, { recursive: true });
    expect(await verify('--log-folder', copy)).toMatchObject({ code: 0 });
    await rm(join(copy, 'checkpoint'));
    expect(await verify('--log-folder', copy)).toMatchObject({ code: 1 });
    await rm(copy, { recursive: true });
  });

  it('saves no anchor when something was found, and none over one that disagrees', async () => {
    const path = join(stack.dataDir, 'kept.json');
    const { at, name } = opened('payment');
    await remove(at(-1));
    const found = await verify('--save-anchor', path);
    await put(at(-1));
    expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('the anchor was not saved') });
    expect(existsSync(path)).toBe(false);
    const longer = `{\n"${name}": {"events":99,"hash":"a"}\n}\n`;
    await writeFile(path, longer);
    const disagrees = await verify('--save-anchor', path);
    expect(disagrees).toMatchObject({ code: 1, stdout: expect.stringContaining('the anchor knows of 99') });
    expect(await readFile(path, 'utf8')).toBe(longer);
    await rm(path);
    expect((await verify('--save-anchor', path)).code).toBe(0);
    expect((await verify('--save-anchor', path)).code).toBe(0);
  });

  it('misses a log whose key is still there, and says so where there never was one', async () => {
    const [folder, aside] = [join(stack.dataDir, 'tlog'), join(stack.dataDir, 'aside')];
    await rename(folder, aside);
    const gone = await verify();
    expect(gone).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('log  missing: the folder of the log is gone'),
    });
    const key = join(stack.dataDir, 'tlog-key.pub');
    await rename(key, `${key}.aside`);
    const never = await verify();
    await rename(`${key}.aside`, key);
    await rename(aside, folder);
    expect(never).toMatchObject({ code: 0, stdout: expect.stringContaining('note: there is no log') });
    expect((await verify('--log-key', 'a+b+c')).stderr).toMatch(/^Failed to read the key of the log/);
  });

  it('says everything as JSON', async () => {
    const { stdout } = await verify('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [],
      count: 0,
      log: { origin: 'agent-assist-pay/local' },
    });
  });

  it('reads what a stopped stack left, without changing it', async () => {
    const { name, at } = opened('payment');
    await put({ ...at(0), by: 'somebody else' });
    await stack.close();
    const first = await verifyInProcess();
    const second = await verify();
    expect(first.code).toBe(1);
    expect(first.stdout).toContain(`${name}  event 1 was altered`);
    expect(second.stdout).toBe(first.stdout);
    // Its end has sealed the rest, what was done to the table included.
    expect(first.stdout).toContain(
      `${name}  event 1 was overwritten: the table's stream saw it overwritten at`,
    );
  });
});
