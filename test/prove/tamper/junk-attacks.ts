import type { Item } from '#lambdas/platform/dynamo.ts';
import type { Random } from '../random.ts';
import { type Attack, payments, pickOne } from './attack.ts';
import { rewrite, sealedAgain } from './forge.ts';

/** A number that a card could have, made here so that none is written anywhere. */
function cardLike(random: Random): string {
  const digits = `4${random.digits(14)}`;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const doubled = place % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Puts one item into the audit table. It has to be named, by the name that the log would have for it. */
function inAudit(name: string, make: (random: Random) => Item): Attack {
  return {
    family: 'junk in the audit table',
    name,
    adds: true,
    async run({ attacker, random }) {
      const item = make(random);
      await attacker.write('Audit', item);
      return [String(item.paySid)];
    },
  };
}

const newSid = (random: Random) => `PK${random.hex(16)}`;
const AT = '2020-01-01T00:00:00.000Z';

/** What an event may hold when nobody of ours wrote it. */
function nonsense(random: Random): Item {
  const odd = () => random.pick([7, null, true, 'text', [], [null], {}, { a: { b: null } }]);
  return {
    type: random.pick(['started', 'callback', 'captureRequested', 'resolved', 'nothing', 7, null]),
    facts: odd(),
    callback: odd(),
    capture: odd(),
    schema: random.pick([undefined, 1, 2, 99, 'two', null]),
  };
}

/** A line whose time is over, so that nobody would look at it, with what it says of other chains. */
function overAtOnce(paySid: string, joins: Item): Item {
  const line = { paySid, sequence: 1, at: AT, type: 'accessDay', joins, expiresAtSeconds: 1_600_000_000 };
  return sealedAgain([line])[0] as Item;
}

export const JUNK_ATTACKS: readonly Attack[] = [
  inAudit('a chain that is over at once', (random) => overAtOnce(newSid(random), {})),
  {
    family: 'false witnesses',
    name: 'a line that speaks as the log, for an event that was added',
    adds: true,
    async run({ attacker, tables, random }) {
      const paySid = pickOne(random, payments(tables));
      const events = (paySid && tables.chains.get(paySid)) || [];
      const last = events.at(-1);
      if (!paySid || !last) return undefined;
      const after = sealedAgain([...events, { ...last, type: 'cancelAccepted' }], events.length);
      await rewrite(attacker, events, after);
      const end = { name: 'log', at: AT, events: after.length, hash: after.at(-1)?.hash };
      const witness = overAtOnce('ACCESS#2019-01-01#00', { [paySid]: end });
      await attacker.write('Audit', witness);
      return [paySid, String(witness.paySid)];
    },
  },
  {
    family: 'false witnesses',
    name: 'a line that speaks as the log, for a payment that is deleted',
    slanders: true,
    async run({ attacker, tables, random }) {
      const paySid = pickOne(random, payments(tables));
      const events = (paySid && tables.chains.get(paySid)) || [];
      const item = tables.items.get(`session#${paySid}`);
      if (!paySid || !item) return undefined;
      await rewrite(attacker, events, []);
      await attacker.remove('Sessions', item);
      const end = { name: 'log', at: AT, events: 0, hash: '', late: true };
      await attacker.write('Audit', overAtOnce('ACCESS#2019-01-01#00', { [paySid]: end }));
      return [paySid];
    },
  },
  inAudit('an item with nothing but its key', (random) => ({ paySid: newSid(random), sequence: 1 })),
  inAudit('a number below 1', (random) => ({
    paySid: newSid(random),
    sequence: random.pick([0, -1, -7]),
    at: AT,
    hash: random.hex(32),
  })),
  inAudit('a number that counts nothing', (random) => ({
    paySid: newSid(random),
    sequence: random.pick([1.5, 0.1, 1e15 + 0.5]),
    at: AT,
    hash: random.hex(32),
  })),
  inAudit('a number far ahead', (random) => ({
    paySid: newSid(random),
    sequence: Number.MAX_SAFE_INTEGER,
    at: AT,
    hash: random.hex(32),
  })),
  {
    ...inAudit('a line that lies about other chains', (random) => ({
      paySid: random.pick(['CLOSE#2018-01', 'ACCESS#2018-01-01#00']),
      sequence: 1,
      at: AT,
      type: random.pick(['close', 'accessDay']),
      from: AT,
      hash: random.hex(32),
      joins: random.pick([7, null, [], 'all', { x: 'y' }, { x: null }, { x: { events: -1, hash: 7 } }]),
      rows: random.pick([7, null, { lines: 'no' }, { lines: [1], hash: null }]),
    })),
    slanders: true,
  },
  inAudit('members of other kinds', (random) => ({
    paySid: newSid(random),
    sequence: 1,
    at: random.pick([7, null, true, []]),
    type: random.pick([7, null, { a: 1 }]),
    hash: random.pick([7, null, {}]),
    joins: random.pick([7, null, { x: 'y' }, []]),
    rows: random.pick([7, null, { lines: 'no' }]),
    expiresAtSeconds: random.pick(['soon', null, {}]),
  })),
  inAudit('a payment of nonsense, sealed', (random) => {
    const paySid = newSid(random);
    return sealedAgain([{ paySid, sequence: 1, at: AT, by: 'ana', ...nonsense(random) }])[0] as Item;
  }),
  {
    family: 'junk in the audit table',
    name: 'nonsense at the end of a payment, sealed',
    adds: true,
    async run({ attacker, tables, random }) {
      const paySid = pickOne(random, payments(tables));
      const events = (paySid && tables.chains.get(paySid)) || [];
      const last = events.at(-1);
      if (!paySid || !last) return undefined;
      const junk = { paySid, at: last.at, by: 'ana', ...nonsense(random) };
      await rewrite(attacker, events, sealedAgain([...events, junk], events.length));
      return [paySid];
    },
  },
  inAudit('a chain of a hostile name', (random) => {
    const paySid = random.pick([
      '../../checkpoint',
      'PK\n— forged',
      `ACCESS#${'9'.repeat(70)}`,
      '\u0000',
      '__proto__',
      'sha256:00',
    ]);
    return sealedAgain([{ paySid, sequence: 1, at: AT, type: 'started' }])[0] as Item;
  }),
  inAudit('a chain with a card-like name', (random) => {
    const paySid = `${random.pick(['', 'PK', 'ACCESS#', 'x-'])}${cardLike(random)}`;
    return sealedAgain([{ paySid, sequence: 1, at: AT, type: 'started' }])[0] as Item;
  }),
  {
    family: 'junk in the audit table',
    name: 'a number below 1 before a payment',
    async run({ attacker, tables, random }) {
      const paySid = pickOne(random, payments(tables));
      if (!paySid) return undefined;
      await attacker.write('Audit', { paySid, sequence: 0, at: AT, hash: random.hex(32) });
      return [paySid];
    },
  },
];
