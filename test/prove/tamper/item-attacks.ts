import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { isOver } from '#lambdas/contract/session-actions.ts';
import type { Item } from '#lambdas/platform/dynamo.ts';
import { paySidIn } from '#lambdas/stores/terms.ts';
import type { Random } from '../random.ts';
import { type Attack, eventsOf, payments, pickOne, type Scene } from './attack.ts';
import { keptOf, lengthsBefore } from './forge.ts';

type Deed = (
  scene: Scene & { readonly item: Item; readonly session: Item; readonly paySid: string },
) => Promise<unknown>;

/** An attack on the cached item of one payment. A deed returns false when it has nothing to change there. */
function onItem(family: string, name: string, deed: Deed): Attack {
  return {
    family,
    name,
    async run(scene) {
      const paySid = pickOne(scene.random, payments(scene.tables));
      const item = scene.tables.items.get(`session#${paySid}`);
      if (!paySid || !item?.session) return undefined;
      const done = await deed({ ...scene, paySid, item, session: item.session as Item });
      return done === false ? undefined : [paySid];
    },
  };
}

/** What each member of a session's state is made to say. */
const LIES: Readonly<Record<string, (value: unknown, random: Random) => unknown>> = {
  chargeAmount: () => '999.00',
  currency: (value) => (value === 'EUR' ? 'USD' : 'EUR'),
  outcome: (value) => (value === 'charged' ? 'notCharged' : 'charged'),
  state: (value) => (value === 'succeeded' ? 'failed' : 'succeeded'),
  agent: () => 'mallory',
  reference: () => 'INV-0',
  customer: () => 'C-0',
  callSid: (_, random) => `CA${random.hex(16)}`,
  confirmationCode: (_, random) => `ch_${random.hex(8)}`,
  captured: () => ({ 'payment-card-number': 'xxxxxxxxxxxx0000' }),
  error: () => ({ code: 'made-up', message: 'It never happened.' }),
  startedAt: () => '2020-01-01T00:00:00.000Z',
  updatedAt: () => '2020-01-01T00:00:00.000Z',
  endedAt: () => '2020-01-01T00:00:00.000Z',
  paymentMethod: (value) => (value === 'ach-debit' ? 'credit-card' : 'ach-debit'),
  cardType: (value) => (value === 'visa' ? 'amex' : 'visa'),
  resolution: () => ({ finding: 'charged', by: 'sam', note: 'seen', at: '2020-01-01T00:00:00.000Z' }),
};

/** What each list has it under. */
const LISTS: Readonly<Record<string, string>> = {
  listTime: '2020-01-01T00:00:00.000Z#PK',
  listMonth: '2020-01',
  listAgent: 'mallory',
  listCall: 'CA0',
  listReference: '0',
  listTerm: 'lastFour#0000',
  listStatus: 'unknown',
};

export const ITEM_ATTACKS: readonly Attack[] = [
  ...Object.entries(LIES).map(([member, lie]) =>
    onItem('items altered', member, ({ attacker, item, session, random }) =>
      attacker.change('Sessions', item, { session: { ...session, [member]: lie(session[member], random) } }),
    ),
  ),
  ...Object.entries(LISTS).map(([list, elsewhere]) =>
    onItem('items listed elsewhere', list, ({ attacker, item, random }) => {
      const isOff = item[list] !== undefined && random.chance(0.5);
      return attacker.change('Sessions', item, { [list]: isOff ? undefined : elsewhere });
    }),
  ),
  onItem('items altered', 'misses', ({ attacker, item }) =>
    attacker.change('Sessions', item, { misses: Number(item.misses) + 7 }),
  ),
  onItem('items altered', 'version ahead of the trail', ({ attacker, item }) =>
    attacker.change('Sessions', item, { version: Number(item.version) + 3 }),
  ),
  onItem('items altered', 'lastHash', ({ attacker, item, random }) =>
    attacker.change('Sessions', item, { lastHash: random.hex(32) }),
  ),
  onItem('items altered', 'expiry in the past', ({ attacker, item }) =>
    attacker.change('Sessions', item, { expiresAtSeconds: 1_600_000_000 }),
  ),
  onItem('items altered', 'of another kind', ({ attacker, item, random }) =>
    attacker.change('Sessions', item, {
      [random.pick(['session', 'version', 'lastHash'])]: random.pick([null, [], 'text', true]),
    }),
  ),
  onItem(
    'items replaced',
    'by what another payment has',
    async ({ attacker, item, tables, paySid, random }) => {
      const other = random.pick(payments(tables).filter((name) => name !== paySid));
      await attacker.write('Sessions', { ...tables.items.get(`session#${other}`), pk: item.pk });
    },
  ),
  onItem('items replayed', 'as it was earlier', async ({ attacker, tables, paySid, random }) => {
    const events = eventsOf(tables.chains, paySid);
    const length = pickOne(random, lengthsBefore(events));
    if (length === undefined) return false;
    await attacker.write('Sessions', (await keptOf(events.slice(0, length))).at(-1) as Item);
    return true;
  }),
  onItem('items replayed', 'its state alone, under the newest version', async (victim) => {
    const events = eventsOf(victim.tables.chains, victim.paySid);
    const length = pickOne(victim.random, lengthsBefore(events));
    if (length === undefined) return false;
    const { session } = (await keptOf(events.slice(0, length))).at(-1) as Item;
    await victim.attacker.change('Sessions', victim.item, { session });
    return true;
  }),
  onItem('items deleted', 'the item', ({ attacker, item }) => attacker.remove('Sessions', item)),
  onItem('items deleted', 'taken off the lists as if it never began', ({ attacker, item }) =>
    attacker.write('Sessions', { pk: item.pk, version: -1 }),
  ),
  onItem('items deleted', 'no state in it', ({ attacker, item }) =>
    attacker.change('Sessions', item, { session: undefined }),
  ),
  {
    family: 'pointers altered',
    name: 'one leads to a payment by another term',
    async run({ attacker, tables, random }) {
      const pk = pickOne(
        random,
        [...tables.items.keys()].filter((key) => key.startsWith('term#')),
      );
      const item = pk && tables.items.get(pk);
      if (!pk || !item) return undefined;
      const [kind] = String(item.listTerm).split('#');
      await attacker.change('Sessions', item, { listTerm: `${kind}#${random.hex(6)}` });
      return [pk];
    },
  },
  {
    family: 'pointers deleted',
    name: 'a search by a term does not find the payment',
    async run({ attacker, tables, random }) {
      const over = new Set(payments(tables).filter((paySid) => isOver(stateOf(tables, paySid))));
      const pk = pickOne(
        random,
        [...tables.items.keys()].filter((key) => key.startsWith('term#') && over.has(paySidIn(key))),
      );
      const item = pk && tables.items.get(pk);
      if (!pk || !item) return undefined;
      await attacker.remove('Sessions', item);
      return [pk];
    },
  },
  {
    family: 'pointers altered',
    name: 'one more, to a payment without such a term',
    async run({ attacker, tables, random }) {
      const paySid = pickOne(random, payments(tables));
      const item = tables.items.get(`session#${paySid}`);
      const pk = `term#customer#${paySid}`;
      if (!item || tables.items.has(pk)) return undefined;
      const { version, listTime } = item;
      await attacker.write('Sessions', { pk, version, listTime, listTerm: `customer#${random.hex(6)}` });
      return [pk];
    },
  },
  {
    family: 'pointers altered',
    name: 'a charge under a reference that is not its own',
    async run({ attacker, tables, random }) {
      const paySid = pickOne(random, payments(tables));
      const item = tables.items.get(`session#${paySid}`);
      if (!item) return undefined;
      const pk = `reference#${random.hex(32)}`;
      await attacker.write('Sessions', {
        pk,
        payments: new Set([`${(item.session as Item).startedAt}#${paySid}`]),
      });
      return [pk];
    },
  },
  {
    family: 'items forged',
    name: 'under a name that is no payment',
    async run({ attacker, tables, random }) {
      const model = pickOne(random, payments(tables));
      const item = tables.items.get(`session#${model}`);
      if (!item) return undefined;
      const name = random.pick(['nothing', 'PK0', `PK${'Z'.repeat(32)}`, '..']);
      await attacker.write('Sessions', { ...item, pk: `session#${name}` });
      return [name];
    },
  },
  {
    family: 'items forged',
    name: 'of a payment that never was',
    async run({ attacker, tables, random }) {
      const model = pickOne(random, payments(tables));
      const item = model && tables.items.get(`session#${model}`);
      if (!item) return undefined;
      const paySid = `PK${random.hex(16)}`;
      const session = { ...(item.session as Item), paySid };
      await attacker.write('Sessions', { ...item, pk: `session#${paySid}`, session });
      return [paySid];
    },
  },
];

function stateOf({ items }: Scene['tables'], paySid: string): PaySession['state'] {
  const session = items.get(`session#${paySid}`)?.session as PaySession | undefined;
  return session?.state ?? 'started';
}
