import type { NamedHead } from '#infra/operate/audit/anchor.ts';
import { loggedName } from '#lambdas/tlog/leaf.ts';
import type { Finding, Table } from '../campaign.ts';
import type { Random } from '../random.ts';
import { ACCESS_ATTACKS, CLOSE_ATTACKS } from './access-attacks.ts';
import { type Attack, eventsOf, payments, type Snapshot } from './attack.ts';
import { intrude, RefusedByRights, type SeenChange } from './attacker.ts';
import { ITEM_ATTACKS } from './item-attacks.ts';
import { firstLine, type Judgement } from './judge.ts';
import { JUNK_ATTACKS } from './junk-attacks.ts';
import { PAYMENT_ATTACKS } from './payment-attacks.ts';
import { ALL_RIGHTS, HANDLERS, type Rights, rightsOf } from './rights.ts';
import { TOTALS_ATTACKS } from './totals-attacks.ts';
import type { World } from './world.ts';

/** Everything that somebody who can write to the tables might do to what is recorded. */
export const ATTACKS: readonly Attack[] = [
  ...PAYMENT_ATTACKS,
  ...ITEM_ATTACKS,
  ...TOTALS_ATTACKS,
  ...ACCESS_ATTACKS,
  ...CLOSE_ATTACKS,
  ...JUNK_ATTACKS,
];

/**
 * When the log hears of an attack: never, which is the worst for us; or by the table's stream, and then it seals what is there now,
 * which must not make it true.
 */
type Hearing = 'never' | 'by its stream';

/** What became of the attempts of one kind. */
interface Tally {
  tried: number;
  named: number;
  refused: number;
}

export interface AttemptBook {
  readonly byKind: Map<string, Tally>;
  readonly byHandler: Map<string, Tally>;
  readonly findings: Finding[];
  readonly counts: { attempts: number; named: number; byHandler: number; refused: number; slowestMs: number };
}

export function openBook(): AttemptBook {
  return {
    byKind: new Map(),
    byHandler: new Map(),
    findings: [],
    counts: { attempts: 0, named: 0, byHandler: 0, refused: 0, slowestMs: 0 },
  };
}

export interface AttemptNeeds {
  readonly world: World;
  readonly book: AttemptBook;
  readonly verify: (logFolder?: string, anchor?: readonly NamedHead[]) => Promise<Judgement>;
}

/** Tries attacks in turn, with all rights, until there were so many. */
export async function tryAttacks(
  needs: AttemptNeeds,
  random: Random,
  count: number,
  remaining: () => number,
): Promise<void> {
  const tables = await needs.world.readTables();
  const order = shuffled(ATTACKS, random);
  for (let done = 0; done < count && remaining() > 0; done += 1) {
    const attack = order[done % order.length] as Attack;
    const hearing = attack.told || (!attack.adds && random.chance(0.25)) ? 'by its stream' : 'never';
    await tryOne(needs, { attack, tables, random, rights: ALL_RIGHTS, hearing });
  }
}

/** Tries every attack with the rights of handlers in turn: what they do not allow is refused. */
export async function tryHandlers(
  needs: AttemptNeeds,
  random: Random,
  count: number,
  remaining: () => number,
): Promise<void> {
  const tables = await needs.world.readTables();
  // What a handler adds it may add, and the log hears of it.
  const recorded = ATTACKS.filter(({ adds }) => !adds);
  const pairs = HANDLERS.flatMap((handler) => recorded.map((attack) => ({ handler, attack })));
  const chosen = shuffled(
    pairs.filter(({ handler }) => isAble(handler)),
    random,
  ).slice(0, count);
  // What writes to neither table is refused everything, whatever it is.
  const unable = HANDLERS.filter((handler) => !isAble(handler)).map((handler) => ({
    handler,
    attack: random.pick(recorded),
  }));
  for (const { handler, attack } of [...chosen, ...unable]) {
    if (remaining() <= 0) break;
    const rights = rightsOf(handler);
    const hearing = attack.told ? 'by its stream' : 'never';
    await tryOne(needs, { attack, tables, random, rights, hearing, handler });
  }
}

/**
 * Attacks on payments that were recorded a moment ago, of which the log has not heard. Returns how many were named: they need not
 * be.
 */
export async function tryYoung(
  { world, verify }: Pick<AttemptNeeds, 'world' | 'verify'>,
  random: Random,
  count: number,
): Promise<number> {
  const before = await world.readTables();
  const models = payments(before);
  let named = 0;
  for (let done = 0; done < count && models.length > 0; done += 1) {
    const events = await world.takePayment(eventsOf(before.chains, random.pick(models)));
    const paySid = String(events[0]?.paySid);
    const { items } = await world.readTables();
    const own = [...items].filter(([pk]) => pk.includes(paySid));
    const tables = { chains: new Map([[paySid, events]]), items: new Map(own) };
    const attack = random.pick(PAYMENT_ATTACKS.filter(({ family }) => YOUNG.includes(family)));
    const intrusion = intrude(world.documents, ALL_RIGHTS, random);
    try {
      await attack.run({ attacker: intrusion, tables, random });
      named += (await verify()).named.includes(paySid) ? 1 : 0;
    } finally {
      await intrusion.undo();
      const cleaner = intrude(world.documents, ALL_RIGHTS, random);
      for (const [, item] of own) await cleaner.remove('Sessions', item);
      for (const event of events) await cleaner.remove('Audit', event);
      await world.pass(1);
    }
  }
  return named;
}
const YOUNG: readonly string[] = ['tails deleted', 'payments deleted', 'chains rewritten', 'events altered'];

interface Attempt {
  readonly attack: Attack;
  readonly tables: Snapshot;
  readonly random: Random;
  readonly rights: Rights;
  readonly hearing: Hearing;
  readonly handler?: string;
}

async function tryOne(needs: AttemptNeeds, attempt: Attempt): Promise<void> {
  const { world, book } = needs;
  const { attack, tables, random, rights, hearing, handler } = attempt;
  const intrusion = intrude(world.documents, rights, random);
  const tallies = [
    tallyOf(book.byKind, attack.family),
    ...(handler ? [tallyOf(book.byHandler, handler)] : []),
  ];
  try {
    const accused = await attack.run({ attacker: intrusion, tables, random });
    const seen = intrusion.seen();
    if (!accused || seen.length === 0) return;
    const where = `${attack.family}: ${attack.name}, heard ${hearing}${handler ? `, as ${handler}` : ''}`;
    const broken = await brokenClaims(needs, { attack, accused, seen, hearing });
    book.findings.push(...broken.map((finding) => ({ ...finding, where })));
    const isNamed = broken.length === 0;
    for (const tally of tallies) {
      tally.tried += 1;
      tally.named += isNamed ? 1 : 0;
    }
    book.counts.attempts += 1;
    book.counts.named += isNamed ? 1 : 0;
    book.counts.byHandler += handler ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RefusedByRights)) {
      // An attack that cannot be done has proved nothing.
      const what = error instanceof Error ? error.message : String(error);
      book.findings.push({ claim: 'the attempt runs to its end', what, where: attack.name });
      return;
    }
    for (const tally of tallies) tally.refused += 1;
    book.counts.refused += 1;
  } finally {
    await intrusion.undo();
  }
}

interface Done {
  readonly attack: Attack;
  /** Chains that have to be named. */
  readonly accused: readonly string[];
  readonly seen: readonly SeenChange[];
  readonly hearing: Hearing;
}

/** Verifies after an attack, and returns what the verdict lacks. */
async function brokenClaims(
  { world, book, verify }: AttemptNeeds,
  { attack, accused, seen, hearing }: Done,
): Promise<readonly Finding[]> {
  const verdict = async () => {
    if (hearing === 'never') return verify();
    return world.withCopy(async (log) => {
      await world.tell(seen, log);
      await world.tickOnce(log);
      return verify(log.folder);
    });
  };
  let judgement: Judgement;
  try {
    judgement = await verdict();
  } catch (error) {
    const what = `It fails: ${error instanceof Error ? error.message : String(error)}.`;
    return [{ claim: 'it verifies whatever is in the tables', what }];
  }
  const { named, text, milliseconds } = judgement;
  book.counts.slowestMs = Math.max(book.counts.slowestMs, milliseconds);
  const isOne = (a: string, b: string) => a === b || a === loggedName(b) || loggedName(a) === b;
  const missed = accused.filter((one) => !named.some((name) => isOne(one, name)));
  const innocent = attack.slanders ? [] : named.filter((name) => !accused.some((one) => isOne(one, name)));
  // Whoever can put an item chooses its name: a card's number, or what a terminal obeys.
  const hostile = seen
    .map(({ before, after }) => String((after ?? before)?.paySid ?? 'PK'))
    .filter((name) => name !== 'PK' && name !== loggedName(name));
  return [
    ...(missed.length > 0
      ? [
          {
            claim: 'every attack is named',
            what: `${missed.length} of ${accused.length} are not named; there are ${named.length} findings.`,
          },
        ]
      : []),
    ...(innocent.length > 0
      ? [
          {
            claim: 'only what was attacked is named',
            what: `${innocent.length} that nobody touched are named: ${firstLine(text)}.`,
          },
        ]
      : []),
    ...(hostile.some((name) => text.includes(name))
      ? [{ claim: 'no hostile name is repeated', what: 'It is in what is printed.' }]
      : []),
  ];
}

/** Whether a handler may write to any of the two tables at all. */
function isAble(handler: string): boolean {
  const rights = rightsOf(handler);
  const places = [
    ['Audit', 'PK'],
    ['Audit', 'ACCESS#'],
    ['Audit', 'CLOSE#'],
    ['Sessions', 'session#'],
  ] as const;
  return places.some(
    ([table, partition]) => rights('PutItem', table, partition) || rights('UpdateItem', table, partition),
  );
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const tally = tallies.get(name) ?? { tried: 0, named: 0, refused: 0 };
  tallies.set(name, tally);
  return tally;
}

export function tableOf(title: string, column: string, tallies: ReadonlyMap<string, Tally>): Table {
  const rows = [...tallies].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    title,
    columns: [column, 'tried', 'named', 'refused by rights'],
    rows: rows.map(([name, { tried, named, refused }]) => [name, tried, named, refused]),
  };
}

export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, place: random.fraction() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
