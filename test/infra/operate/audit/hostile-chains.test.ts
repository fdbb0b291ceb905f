import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import { startLog, type TestLog } from './support/test-log.ts';
import { at, emptyWorld, headOf, pay, record, verify, type World } from './support/test-world.ts';

const PAYMENT = `PK${'1'.repeat(32)}`;
const END = 300;

let world: World;
let log: TestLog;
beforeEach(async () => {
  world = emptyWorld();
  log = await startLog();
  await log.append(at(0));
  pay(world, PAYMENT);
  await log.append(at(60), headOf(world, PAYMENT));
});
afterEach(() => log.remove());

const found = async () => {
  await log.append(at(END));
  return (await verify(world, { log, now: END })).findings;
};

describe('chains that somebody put there', () => {
  it.each([
    ['a time that is over', 1],
    ['an expiry that is none', null],
  ])('are named where they have %s', async (_, expiresAtSeconds) => {
    const chain = `PK${'2'.repeat(32)}`;
    record(world, chain, { type: 'started', at: at(5), expiresAtSeconds });
    expect(await found()).toContainEqual(expect.objectContaining({ where: chain, kind: 'unsealed' }));
  });

  it('are named by a hash, not by a name that anybody could have chosen', async () => {
    const chain = '\u001b[2J anything';
    record(world, chain, { type: 'started', at: at(5) });
    expect(await found()).toMatchObject([{ where: loggedName(chain), kind: 'unsealed' }]);
  });

  it.each([
    { type: 'started', by: 'ana' },
    { type: 'callback', by: 'twilio', callback: null },
    { type: 'started', by: 'ana', facts: { chargeAmount: {} }, at: 7 },
  ])('are named where their events make no payment, sealed or not: %j', async (event) => {
    const chain = `PK${'2'.repeat(32)}`;
    record(world, chain, { at: at(5), ...event });
    await log.append(at(70), headOf(world, chain));
    expect(await found()).toMatchObject([{ where: expect.stringContaining(chain) }]);
  });
});
