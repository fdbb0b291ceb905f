import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { findPayment } from '#infra/operate/audit/find-payment.ts';
import type { StoredEvent } from '#infra/operate/audit/find-tampering.ts';
import { createFolderSource } from '#infra/operate/audit/log-source-folder.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';
import { checkProof, parseProof } from '#lambdas/tlog/proof.ts';
import { startLog, type TestLog } from './support/test-log.ts';
import { at, emptyWorld, headOf, pay, tablesOf, type World } from './support/test-world.ts';

const PAY_SID = `PK${'1'.repeat(32)}`;
const OTHERS = 2_000;

let world: World;
let log: TestLog;
let reads: number;

/** A payment sealed twice, the second time among many others. */
beforeEach(async () => {
  world = emptyWorld();
  log = await startLog();
  reads = 0;
  pay(world, PAY_SID, 100);
  const others = Array.from({ length: OTHERS }, (_, number) => ({
    chain: `PK${String(number).padStart(32, 'a')}`,
    events: 1,
    hash: 'f'.repeat(64),
  }));
  await log.append(at(60), ...others);
  await log.append(at(125), headOf(world, PAY_SID, 2));
  await log.append(at(140), headOf(world, PAY_SID), ...others);
});
afterEach(() => log.remove());

const find = (key = log.key) => {
  const source = createFolderSource(log.folder);
  const read = (name: string) => {
    reads += 1;
    return source.read(name);
  };
  return findPayment({ source: { ...source, read }, key }, tablesOf(world), PAY_SID);
};
const chain = () => world.audit.get(PAY_SID) as StoredEvent[];

it('says when a payment was sealed, with a proof for whoever has the key', async () => {
  const { seal, ...rest } = await find();
  expect(rest).toEqual({ findings: [], events: 3 });
  expect(seal).toMatchObject({ sealedAt: at(140), events: 3, index: OTHERS + 3, size: 2 * OTHERS + 5 });
  const proof = parseProof(seal?.proof ?? '');
  expect(proof && checkProof(proof, log.key)).toMatchObject({ size: 2 * OTHERS + 5 });
  // Of some 40 objects with entries and tiles.
  expect(reads).toBeLessThan(35);
});

it('finds its end removed, all of it, an event altered, and a chain that was rewritten', async () => {
  const genuine = [...chain()];
  chain().pop();
  expect(await find()).toMatchObject({
    findings: [{ kind: 'removed', sequence: 3, because: 'the log knows of 3' }],
  });
  world.audit.set(PAY_SID, []);
  expect(await find()).toMatchObject({ findings: [{ kind: 'removed', sequence: 1 }] });
  world.audit.set(PAY_SID, genuine.with(1, { ...genuine[1], by: 'eve' } as StoredEvent));
  expect(await find()).toMatchObject({ findings: [{ kind: 'altered', sequence: 2 }] });
  const last = { ...genuine[2], by: 'eve' } as StoredEvent;
  world.audit.set(PAY_SID, genuine.with(2, { ...last, hash: hashOf(last, genuine[1]?.hash) }));
  expect(await find()).toMatchObject({ findings: [{ kind: 'altered', sequence: 3 }] });
});

it('believes no log that another key has signed, and says so where the log has nothing of a payment', async () => {
  const other = await startLog();
  expect(await find(other.key)).toMatchObject({ findings: [{ kind: 'not signed' }] });
  const findInOther = () =>
    findPayment({ source: createFolderSource(other.folder), key: other.key }, tablesOf(world), PAY_SID);
  await other.append(at(0));
  await other.append(at(159));
  expect(await findInOther()).toMatchObject({
    findings: [],
    note: expect.stringContaining('not sealed yet'),
  });
  await other.append(at(160));
  expect(await findInOther()).toMatchObject({ findings: [{ kind: 'unsealed', sequence: 1 }] });
  await other.remove();
});

it('says that a payment is older than the log, and that the log stopped before it', async () => {
  const other = await startLog();
  const findInOther = () =>
    findPayment({ source: createFolderSource(other.folder), key: other.key }, tablesOf(world), PAY_SID);
  await other.append(at(-81));
  expect(await findInOther()).toMatchObject({ findings: [{ kind: 'unsealed', sequence: 1 }] });
  await other.remove();
  const younger = await startLog();
  await younger.append(at(1_000));
  const found = await findPayment(
    { source: createFolderSource(younger.folder), key: younger.key },
    tablesOf(world),
    PAY_SID,
  );
  await younger.remove();
  expect(found).toMatchObject({ findings: [], note: expect.stringContaining('older than the log') });
});
