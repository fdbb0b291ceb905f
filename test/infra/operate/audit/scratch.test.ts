import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Witness } from '#infra/operate/audit/find-tampering.ts';
import { openScratch, type Scratch } from '#infra/operate/audit/scratch.ts';

jest.setTimeout(180_000);

const ROOT = join(import.meta.dirname, '../../../..');

let scratch: Scratch;
beforeEach(async () => {
  scratch = await openScratch();
});
afterEach(() => scratch.close());

const witness = (events: number, hash: string): Witness => ({ name: 'log', events, hash });

it('returns the heads of one chain by their number of events, and of the same number in the order in which they came', async () => {
  const { heads } = scratch;
  await heads.add('PK2', witness(1, 'other'));
  for (const [events, hash] of [
    [10, 'a'],
    [9, 'b'],
    [10, 'c'],
  ] as const)
    await heads.add('PK1', witness(events, hash));
  await heads.add('PK1 more', witness(3, 'other'));
  expect((await heads.of('PK1')).map(({ hash }) => hash)).toEqual(['b', 'a', 'c']);
  expect(await heads.of('PK')).toEqual([]);
});

it('keeps what nobody has looked at, whatever the chains are called', async () => {
  const { heads } = scratch;
  const names = ['a b', 'a~', 'ä#1', 'PK1', 'PK10'];
  for (const name of names) await heads.add(name, witness(1, name));
  await heads.forget('PK1');
  const left: string[] = [];
  for await (const [chain, [first]] of heads.left()) {
    expect(first?.hash).toBe(chain);
    left.push(chain);
  }
  expect(left.sort()).toEqual(names.filter((name) => name !== 'PK1').sort());
});

/** Old generation of the process: the heads of so many chains would not fit into it. */
const HEAP_MEGABYTES = 32;

it('verifies 60,000 chains with two heads each in a process that could not hold them', async () => {
  const program = ['--import', 'tsx', 'test/infra/operate/audit/support/verify-many.ts', '60000'];
  const limits = [`--max-old-space-size=${HEAP_MEGABYTES}`, '--max-semi-space-size=4'];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const said = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [...limits, ...program], { cwd: ROOT, env }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
  expect(JSON.parse(said)).toMatchObject({ chains: 60_000, events: 60_000, findings: 1 });
});
