import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#infra/operate/audit/find-tampering.ts';
import { openingOf } from '#lambdas/session/access-event.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import { startLog, type TestLog } from './support/test-log.ts';
import { at, emptyWorld, headOf, keep, pay, record, verify, type World } from './support/test-world.ts';

const [ONE, TWO] = [`PK${'1'.repeat(32)}`, `PK${'2'.repeat(32)}`];
const NEW = 'ACCESS#2026-11-29#03';
const DAY = 'ACCESS#2026-11-29#00';
const CLOSE = 'CLOSE#2026-11';
const [SEALED, TICK, END] = [60, 120, 170];

let world: World;
let log: TestLog;

/** Two payments, a day of the access log and closes, sealed in two steps; the log lives on. */
beforeEach(async () => {
  world = emptyWorld();
  log = await startLog();
  await log.append(at(0));
  pay(world, ONE);
  record(world, DAY, openingOf('2026-11-29', 0), { type: 'access', by: 'sam', at: at(5) });
  record(world, CLOSE, { type: 'close', from: '2026-11-01', rows: { lines: [] }, joins: {}, at: at(5) });
  await log.append(at(SEALED), headOf(world, ONE, 2), headOf(world, DAY), headOf(world, CLOSE));
  pay(world, TWO, 60);
  record(world, DAY, { type: 'access', by: 'sam', at: at(70) });
  await log.append(at(TICK), headOf(world, ONE), headOf(world, TWO), headOf(world, DAY));
  await log.append(at(END));
});
afterEach(() => log.remove());

const chain = (name: string) => world.audit.get(name) as StoredEvent[];
/** Rewrites a chain from an event on, as somebody who knows the algorithm would. */
function rewrite(name: string, from: number, change: object): void {
  const events = chain(name);
  for (let at = from - 1; at < events.length; at += 1) {
    const event = { ...events[at], ...(at === from - 1 ? change : {}) } as StoredEvent;
    events[at] = { ...event, hash: hashOf(event, events[at - 1]?.hash) };
  }
}
const found = async (asked: Parameters<typeof verify>[1] = {}) =>
  (await verify(world, { log, now: END, ...asked })).findings;

describe('the tables beside the log', () => {
  it('are whole when nobody touched them', async () => {
    expect(await verify(world, { log, now: END })).toMatchObject({
      findings: [],
      notes: [],
      chains: 4,
      unsealed: 0,
      behind: 0,
    });
  });

  it.each([ONE, TWO, DAY, CLOSE])('lack the end of %s, also where no table remembers it', async (name) => {
    const last = chain(name).length;
    chain(name).pop();
    world.items.delete(`session#${name}`);
    expect(await found()).toEqual([
      { where: name, kind: 'removed', sequence: last, because: `the log knows of ${last}` },
    ]);
  });

  it.each([ONE, DAY, CLOSE])('lack all of %s', async (name) => {
    world.audit.delete(name);
    world.items.delete(`session#${name}`);
    expect(await found()).toMatchObject([{ where: name, kind: 'removed', sequence: 1 }]);
  });

  it('have a chain that was rewritten with its witness: the place is between the last head that agrees and the first that does not', async () => {
    rewrite(ONE, 3, { by: 'somebody else' });
    const item = world.items.get(`session#${ONE}`);
    world.items.set(`session#${ONE}`, { ...item, lastHash: chain(ONE)[2]?.hash });
    expect(await found()).toEqual([
      {
        where: ONE,
        kind: 'altered',
        sequence: 3,
        because: `the log has a different hash for it, sealed ${at(TICK)}`,
      },
    ]);
    rewrite(TWO, 1, { by: 'somebody else' });
    const [, second] = await found();
    expect(second).toMatchObject({
      where: TWO,
      sequence: 1,
      because: expect.stringContaining('for event 3'),
    });
  });

  it('keep the first hash that was sealed: a rewritten chain is found although the log has it as well, and one that was put back', async () => {
    const genuine = [...chain(ONE)];
    rewrite(ONE, 3, { by: 'somebody else' });
    await log.append(at(END + 10), { ...headOf(world, ONE), late: true });
    expect(await found()).toMatchObject([{ where: ONE, kind: 'altered', sequence: 3 }]);
    world.audit.set(ONE, genuine);
    expect(await found()).toMatchObject([
      {
        where: ONE,
        kind: 'altered',
        because: `the log has two hashes for it, the second of ${at(END + 10)}`,
      },
    ]);
  });

  it('name what the stream saw, until somebody has looked into it', async () => {
    await log.append(
      at(END + 10),
      { chain: ONE, change: 'MODIFY', sequence: 2 },
      { chain: DAY, change: 'REMOVE', sequence: 3 },
      { chain: loggedName('anything'), change: 'MALFORMED', sequence: 0 },
    );
    const findings = await found();
    expect(findings.map(({ where, kind, sequence }) => [where, kind, sequence])).toEqual([
      [ONE, 'overwritten', 2],
      [DAY, 'removed', 3],
      [loggedName('anything'), 'inserted', 0],
    ]);
    const [leaf = 0] = findings.map(({ because }) => Number(/leaf (\d+)/.exec(because)?.[1]));
    expect(await found({ known: [leaf, leaf + 1, leaf + 2] })).toEqual([]);
  });

  it('have an event that the log should have sealed, and not what is too new for that', async () => {
    record(world, NEW, { type: 'access', by: 'sam', at: at(END - 61) });
    expect(await found()).toMatchObject([
      { where: NEW, kind: 'unsealed', sequence: 1, because: 'it was put past the log, or the log is behind' },
    ]);
    world.audit.delete(NEW);
    record(world, DAY, { type: 'access', by: 'sam', at: at(END - 59) });
    expect(await verify(world, { log, now: END })).toMatchObject({ findings: [], unsealed: 1 });
  });

  it('have events of a time in which the log was silent: it was put back, or stopped', async () => {
    record(world, DAY, { type: 'access', by: 'sam', at: at(END + 181) });
    expect(await found({ now: END + 200 })).toMatchObject([
      { where: DAY, kind: 'unsealed', sequence: 4, because: 'it was recorded while the log was silent' },
    ]);
  });

  it('may have events that were recorded while the tables were read, and none of later', async () => {
    record(world, DAY, { type: 'access', by: 'sam', at: at(END + 600) });
    expect(await found({ readUntil: END + 900 })).toEqual([]);
    expect(await found({ readUntil: END + 599 })).toMatchObject([{ where: DAY, kind: 'unsealed' }]);
  });

  it('have events of days before the log was told of them, unless it found them in the table', async () => {
    const days = (count: number) => END + count * 86_400;
    const old = `PK${'3'.repeat(32)}`;
    pay(world, old, END);
    const tell = (late?: true) => ({ ...headOf(world, old), ...(late ? { late } : {}) });
    const upTo = async (leaf: ReturnType<typeof tell>, fellSilent = END + 600) => {
      const other = await startLog();
      await other.append(
        at(0),
        headOf(world, ONE),
        headOf(world, TWO),
        headOf(world, DAY),
        headOf(world, CLOSE),
      );
      await other.append(at(fellSilent));
      await other.append(at(days(3)), leaf);
      const { findings } = await verify(world, { log: other, now: days(3) });
      await other.remove();
      return findings;
    };
    const because = `it says ${at(END)}, and the log was told of it at ${at(days(3))}`;
    expect(await upTo(tell())).toEqual([{ kind: 'backdated', where: old, sequence: 1, because }]);
    expect(await upTo(tell(true))).toEqual([]);
    // A machine that was asleep says first what it had recorded when it fell asleep.
    expect(await upTo(tell(), END - 10)).toEqual([]);
    // A new one behind it does not hide it.
    record(world, old, { type: 'completeRequested', by: 'ana', at: at(days(3) - 5) });
    keep(world, old);
    expect(await upTo(tell())).toEqual([{ kind: 'backdated', where: old, sequence: 1, because }]);
    world.audit.delete(old);
    pay(world, old, days(2));
    expect(await upTo(tell())).toEqual([]);
  });

  it('may have old events behind a new one that the log was told of before it had read the table', async () => {
    const young = await startLog();
    const days = END + 3 * 86_400;
    record(world, CLOSE, { type: 'close', from: '2026-11-02', rows: { lines: [] }, joins: {}, at: at(days) });
    await young.append(at(days + 1), { tick: true, catchingUp: true }, headOf(world, CLOSE));
    for (const chain of [ONE, TWO, DAY])
      await young.append(at(days + 2), { ...headOf(world, chain), late: true });
    await young.append(at(days + 60));
    expect(await found({ log: young, now: days + 60 })).toEqual([]);
    await young.remove();
  });

  it('expect nothing of what was not sealed while the log still catches up', async () => {
    const young = await startLog();
    record(world, DAY, { type: 'access', by: 'sam', at: at(71) });
    await young.append(at(END), { tick: true, catchingUp: true });
    expect(await found({ log: young })).toEqual([]);
    await young.append(at(END));
    expect(await found({ log: young })).not.toEqual([]);
    await young.remove();
  });

  it('may have opened a day at any time of it: its first line says only which', async () => {
    record(world, 'ACCESS#2026-11-29#02', openingOf('2026-11-29', 2));
    expect(await found()).toEqual([]);
    record(world, 'ACCESS#2026-11-27#00', openingOf('2026-11-27', 0));
    expect(await found()).toMatchObject([{ where: 'ACCESS#2026-11-27#00', kind: 'unsealed' }]);
  });

  it('are not believed when a chain says that its time is over, but the log has it otherwise', async () => {
    rewrite(ONE, 1, { expiresAtSeconds: 1 });
    expect(await found()).toMatchObject([{ where: ONE, kind: 'altered', sequence: 1 }]);
    chain(ONE).splice(1);
    expect(await found()).toMatchObject([{ where: ONE, kind: 'removed', sequence: 1 }]);
  });

  it('may lack what has expired, as long as the stage keeps it', async () => {
    world.audit.delete(ONE);
    world.audit.delete(DAY);
    world.items.delete(`session#${ONE}`);
    const later = 14 * 31 * 24 * 3_600;
    const kinds = (findings: readonly { where: string }[]) => findings.map(({ where }) => where).sort();
    expect(kinds(await found({ now: later }))).toEqual([DAY, ONE].sort());
    expect(await found({ now: later, keeping: { trailMonths: 13 } })).toEqual([]);
    expect(kinds(await found({ keeping: { trailMonths: 13 } }))).toEqual([DAY, ONE].sort());
    world.audit.delete(CLOSE);
    expect(kinds(await found({ now: later, keeping: { trailMonths: 13 } }))).toEqual([CLOSE]);
  });

  it('are verified alone where there is no log', async () => {
    chain(ONE).pop();
    expect(await verify(world)).toMatchObject({
      findings: [{ where: ONE, kind: 'removed', because: 'the session knows of 3' }],
      notes: ['no log'],
    });
  });
});

describe('the log of a stage', () => {
  it('is never silent for long, and a machine may be off', async () => {
    await log.append(at(END + 181));
    expect(await found({ isStage: true, now: END + 181 })).toEqual([
      { kind: 'silent', where: 'log', because: `from ${at(END)} to ${at(END + 181)}` },
    ]);
    expect(await found({ isStage: true, now: END + 400 })).toHaveLength(2);
    expect(await verify(world, { log, now: END + 400 })).toMatchObject({
      findings: [],
      notes: [`the log was silent from ${at(END)} to ${at(END + 181)}: was the machine off?`],
    });
  });
});
