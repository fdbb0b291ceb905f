import type { Item } from '#lambdas/platform/dynamo.ts';
import type { Random } from '../random.ts';
import { type Attack, eventsOf, payments, pickOne, type Scene } from './attack.ts';
import { keptOf, rewrite, sealedAgain } from './forge.ts';

interface Victim extends Scene {
  readonly paySid: string;
  readonly events: readonly Item[];
  readonly item: Item;
}

/** An attack on one payment, which the verdict has to name. */
function onPayment(
  family: string,
  name: string,
  deed: (victim: Victim) => Promise<unknown>,
  more: Pick<Attack, 'adds'> & { readonly atLeast?: number } = {},
): Attack {
  return {
    family,
    name,
    ...(more.adds ? { adds: true } : {}),
    async run(scene) {
      const paySid = pickOne(scene.random, payments(scene.tables, more.atLeast));
      const item = scene.tables.items.get(`session#${paySid}`);
      if (!paySid || !item) return undefined;
      const done = await deed({ ...scene, paySid, item, events: eventsOf(scene.tables.chains, paySid) });
      return done === NO_VICTIM ? undefined : [paySid];
    },
  };
}
const NO_VICTIM = 'no victim';

/** Puts the item the app would have kept for these events. */
async function keep({ attacker }: Scene, events: readonly Item[]): Promise<void> {
  for (const item of await keptOf(events)) await attacker.write('Sessions', item);
}

const DAY_MS = 24 * 60 * 60_000;

/** Puts the events of some payment under a new name, each with these changes; undefined where there is none to copy. */
async function forge({ attacker, tables, random }: Scene, change: (event: Item) => Item = () => ({})) {
  const model = pickOne(random, payments(tables));
  if (!model) return undefined;
  const paySid = `PK${random.hex(16)}`;
  const events = sealedAgain(
    eventsOf(tables.chains, model).map((event) => ({ ...event, ...change(event), paySid })),
  );
  await rewrite(attacker, [], events);
  return { paySid, events };
}

/** Every item that names the payment in its key, and its chain. */
async function removeTraces({ attacker, tables, paySid, events }: Victim): Promise<void> {
  for (const [pk, item] of tables.items) if (pk.includes(paySid)) await attacker.remove('Sessions', item);
  for (const event of events) await attacker.remove('Audit', event);
}

const shortened = ({ events, random }: Victim) => events.slice(0, random.int(1, events.length - 1));

/** Changes the last of some events that can be changed so, and seals all after it again unless told otherwise. */
async function falsify(
  victim: Victim,
  change: (event: Item, random: Random) => Item | undefined,
  { seals, keeps }: { readonly seals: boolean; readonly keeps: boolean },
): Promise<unknown> {
  const { events, attacker, random } = victim;
  const able = events.flatMap((event, index) => {
    const changed = change(event, random);
    return changed ? [{ index, changed }] : [];
  });
  const chosen = pickOne(random, able);
  if (!chosen) return NO_VICTIM;
  const replaced = events.with(chosen.index, chosen.changed);
  const after = seals ? sealedAgain(replaced, chosen.index) : replaced;
  await rewrite(attacker, events, after);
  return keeps ? keep(victim, after) : undefined;
}

type Record_ = Readonly<Record<string, unknown>>;
const factsOf = (event: Item) => event.facts as Record_ | undefined;
const callbackOf = (event: Item) => event.callback as Record_ | undefined;

/** Ways to make an event say something else. */
const FALSEHOODS: Readonly<Record<string, (event: Item, random: Random) => Item | undefined>> = {
  'the amount': (event) =>
    factsOf(event)?.chargeAmount
      ? { ...event, facts: { ...factsOf(event), chargeAmount: '999.00' } }
      : undefined,
  'the agent': (event) =>
    factsOf(event) ? { ...event, facts: { ...factsOf(event), agent: 'mallory' } } : undefined,
  'the reference': (event) =>
    factsOf(event) ? { ...event, facts: { ...factsOf(event), reference: 'INV-0' } } : undefined,
  'the outcome': (event) =>
    callbackOf(event)?.result
      ? {
          ...event,
          callback: {
            ...callbackOf(event),
            result: callbackOf(event)?.result === 'success' ? 'payment-connector-error' : 'success',
          },
        }
      : undefined,
  'who did it': (event) => (event.by ? { ...event, by: 'mallory' } : undefined),
  'the time': (event) => ({ ...event, at: new Date(Date.parse(String(event.at)) - 3_600_000).toISOString() }),
  'the kind of event': (event) => ({
    ...event,
    type: event.type === 'cancelAccepted' ? 'started' : 'cancelAccepted',
  }),
  'a member nobody knows': (event, random) => ({ ...event, [`x${random.hex(2)}`]: random.hex(4) }),
  'a member that is gone': (event) => ({ ...event, by: undefined }),
};

const FALSIFIED: readonly Attack[] = Object.entries(FALSEHOODS).flatMap(([what, change]) => [
  onPayment('events altered', `${what}, as it is`, (victim) =>
    falsify(victim, change, { seals: false, keeps: false }),
  ),
  onPayment('chains rewritten', `${what}, sealed again, without the item`, (victim) =>
    falsify(victim, change, { seals: true, keeps: false }),
  ),
  onPayment('chains rewritten', `${what}, sealed again, with the item`, (victim) =>
    falsify(victim, change, { seals: true, keeps: true }),
  ),
]);

/** Deeds on payments: their chains, and all that both tables know of them. */
export const PAYMENT_ATTACKS: readonly Attack[] = [
  ...FALSIFIED,
  onPayment('tails deleted', 'the item stays', (victim) =>
    rewrite(victim.attacker, victim.events, shortened(victim)),
  ),
  onPayment('tails deleted', 'the item goes back with it', async (victim) => {
    const left = shortened(victim);
    await rewrite(victim.attacker, victim.events, left);
    await keep(victim, left);
  }),
  onPayment('tails deleted', 'the item is deleted', async (victim) => {
    await rewrite(victim.attacker, victim.events, shortened(victim));
    await victim.attacker.remove('Sessions', victim.item);
  }),
  onPayment('payments deleted', 'every trace', removeTraces),
  onPayment('payments deleted', 'the item stays', async ({ attacker, events }) => {
    for (const event of events) await attacker.remove('Audit', event);
  }),
  onPayment('events removed', 'a hole', async ({ attacker, events, random }) =>
    attacker.remove('Audit', random.pick(events.slice(0, -1))),
  ),
  onPayment(
    'events removed',
    'closed up and sealed again, with the item',
    async (victim) => {
      const { events, random, attacker } = victim;
      const gone = random.int(1, events.length - 2);
      const after = sealedAgain(events.toSpliced(gone, 1), gone);
      await rewrite(attacker, events, after);
      await keep(victim, after);
    },
    { atLeast: 3 },
  ),
  onPayment('chains rewritten', 'from the first event, with the item', async (victim) => {
    const after = sealedAgain(
      victim.events.map((event) => ({
        ...event,
        at: new Date(Date.parse(String(event.at)) + 1).toISOString(),
      })),
    );
    await rewrite(victim.attacker, victim.events, after);
    await keep(victim, after);
  }),
  ...([false, true] as const).flatMap((seals) => {
    const how = seals ? 'sealed again' : 'as they were';
    const done = async (victim: Victim, after: readonly Item[], from: number) => {
      const numbered = after.map((event, index) => ({ ...event, sequence: index + 1 }));
      await rewrite(victim.attacker, victim.events, seals ? sealedAgain(numbered, from) : numbered);
    };
    return [
      onPayment('events moved', `two swapped, ${how}`, async (victim) => {
        const { events, random } = victim;
        const first = random.int(0, events.length - 2);
        const second = random.int(first + 1, events.length - 1);
        const [a, b] = [events[first], events[second]];
        if (a && b) await done(victim, events.with(first, b).with(second, a), first);
      }),
      onPayment('events inserted', `one of its own twice, ${how}`, async (victim) => {
        const { events, random } = victim;
        const from = random.int(0, events.length - 2);
        await done(victim, events.toSpliced(from + 1, 0, events[from] as Item), from + 1);
      }),
      onPayment('events inserted', `one of another payment, ${how}`, async (victim) => {
        const { events, random, tables, paySid } = victim;
        const other = random.pick([...payments(tables)].filter((name) => name !== paySid));
        const strange = { ...random.pick(eventsOf(tables.chains, other)), paySid };
        const place = random.int(0, events.length - 1);
        await done(victim, events.toSpliced(place, 0, strange), place);
      }),
    ];
  }),
  onPayment('chains expired', 'all of it, sealed again, with the item', async (victim) => {
    const after = sealedAgain(victim.events.map((event) => ({ ...event, expiresAtSeconds: PAST })));
    await rewrite(victim.attacker, victim.events, after);
    await victim.attacker.change('Sessions', victim.item, { expiresAtSeconds: PAST });
  }),
  onPayment('chains expired', 'all of it, and the item deleted', async (victim) => {
    await rewrite(
      victim.attacker,
      victim.events,
      sealedAgain(victim.events.map((event) => ({ ...event, expiresAtSeconds: PAST }))),
    );
    await victim.attacker.remove('Sessions', victim.item);
  }),
  onPayment('chains expired', 'the first event alone', ({ attacker, events }) =>
    attacker.change('Audit', events[0] as Item, { expiresAtSeconds: PAST }),
  ),
  onPayment('events altered', 'a hash of another kind', ({ attacker, events, random }) =>
    attacker.change('Audit', random.pick(events), { hash: random.pick([7, '', null, [], { hash: 'x' }]) }),
  ),
  onPayment('events altered', 'a hash that is gone', ({ attacker, events, random }) =>
    attacker.change('Audit', random.pick(events), { hash: undefined }),
  ),
  onPayment(
    'events added',
    'an end that never came, with the item',
    async (victim) => {
      const { attacker, events } = victim;
      const last = events.at(-1) as Item;
      const added = {
        ...last,
        type: 'resolved',
        by: 'sam',
        finding: 'charged',
        note: 'seen',
        callback: undefined,
      };
      const after = sealedAgain([...events, { ...added, token: undefined }], events.length);
      await rewrite(attacker, events, after);
      await keep(victim, after);
    },
    { adds: true },
  ),
  {
    family: 'payments forged',
    name: 'a whole payment with its item',
    adds: true,
    async run(scene) {
      const forged = await forge(scene);
      if (forged) await keep(scene, forged.events);
      return forged && [forged.paySid];
    },
  },
  {
    family: 'payments forged',
    name: 'a whole payment of an earlier day',
    told: true,
    async run(scene) {
      const back = scene.random.int(2, 400) * DAY_MS;
      const forged = await forge(scene, ({ at }) => ({
        at: new Date(Date.parse(String(at)) - back).toISOString(),
      }));
      return forged && [forged.paySid];
    },
  },
];

/** Epoch seconds: over at once. */
const PAST = 1_600_000_000;
