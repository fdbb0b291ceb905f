import type { Campaign, CampaignContext, CampaignResult, Finding, Table } from '../campaign.ts';
import { type AttemptNeeds, openBook, tableOf, tryAttacks, tryHandlers, tryYoung } from './attempts.ts';
import { runCleanRounds } from './clean-rounds.ts';
import { firstLine, judge } from './judge.ts';
import { type LogOutcome, tryLogAttacks } from './log-attacks.ts';
import { openWorld } from './world.ts';

/** What one stack is for: then a new one begins, so that what is verified stays small. */
interface Share {
  readonly rounds: number;
  /** Payments taken during the clean rounds, and more of other days. */
  readonly payments: number;
  readonly attempts: number;
  readonly byHandlers: number;
  /** Attempts on payments that the log has not heard of yet. */
  readonly young: number;
  /** Attacks on the log itself. */
  readonly onLog: number;
}
const SHORT: Share = { rounds: 16, payments: 4, attempts: 40, byHandlers: 30, onLog: 8, young: 2 };
const FULL: Share = { rounds: 100, payments: 20, attempts: 70, byHandlers: 45, onLog: 99, young: 4 };

/** Changes both tables and the log in every way there is, and verifies; and verifies while nobody changes anything. */
export const tamper: Campaign = {
  name: 'tamper',
  title: 'Tampering',
  claim:
    'whatever somebody with both tables does to what is older than a minute is named, and nothing else is',
  weight: 3,
  async run({ random, short, startStack, log, ...context }: CampaignContext): Promise<CampaignResult> {
    const book = openBook();
    const findings: Finding[] = [];
    const clean = { rounds: 0, kills: 0, payments: 0, slowestMs: 0 };
    const outcomes: LogOutcome[] = [];
    const young = { tried: 0, named: 0 };
    const share = short ? SHORT : FULL;
    // In the test suite the counts are small, and are reached however busy the machine is.
    const remaining = short ? () => Number.POSITIVE_INFINITY : context.remaining;
    for (let turn = 0; turn === 0 || (!short && remaining() > 0); turn += 1) {
      const chance = random.fork(`turn ${turn}`);
      const half = short ? 0 : remaining() / 2;
      const stack = await startStack({ hurry: 10 });
      const quiet = await runCleanRounds(stack, chance.fork('clean'), {
        rounds: share.rounds,
        payments: share.payments,
        remaining: () => remaining() - half,
      });
      clean.rounds += quiet.rounds;
      clean.kills += quiet.kills;
      clean.payments += quiet.payments;
      clean.slowestMs = Math.max(clean.slowestMs, quiet.slowestMs);
      findings.push(...quiet.findings);
      log(`${clean.rounds} clean rounds, ${clean.kills} kills, ${findings.length} findings`);

      await stack.app().kill();
      const world = await openWorld(stack.dataDir, chance.fork('world'), share.payments);
      try {
        const { documents, clock } = world;
        const verify: AttemptNeeds['verify'] = (logFolder = world.logFolder, anchor = []) =>
          judge({ documents, dataDir: stack.dataDir, logFolder, now: clock.now(), anchor });
        const needs = { world, book, verify };
        const before = await verify();
        log(`a world of ${before.milliseconds} ms to verify`);
        if (before.named.length > 0)
          findings.push({ claim: 'no false alarm', what: `Before any attack: ${firstLine(before.text)}.` });
        await tryAttacks(needs, chance.fork('attacks'), share.attempts, remaining);
        await tryHandlers(needs, chance.fork('handlers'), share.byHandlers, remaining);
        const { folder, tables } = world.earlier;
        const kept = { anchor: before.anchor, earlier: folder, tablesEarlier: tables };
        outcomes.push(...(await tryLogAttacks(needs, chance.fork('log'), kept, share.onLog)));
        young.tried += share.young;
        young.named += await tryYoung(needs, chance.fork('young'), share.young);
        const after = await verify();
        if (after.named.length > 0)
          findings.push({
            claim: 'no false alarm',
            what: `With everything put back: ${firstLine(after.text)}.`,
          });
      } finally {
        await world.close();
        await stack.remove();
      }
      log(
        `${book.counts.attempts} attempts, ${clean.rounds} clean rounds, ${findings.length + book.findings.length} findings`,
      );
    }
    return {
      counters: {
        attempts: book.counts.attempts,
        named: book.counts.named,
        'with the rights of one handler': book.counts.byHandler,
        'refused by those rights': book.counts.refused,
        'on the log itself': outcomes.length,
        'younger than their seal': young.tried,
        'of those, named': young.named,
        'clean rounds': clean.rounds,
        'payments taken meanwhile': clean.payments,
        kills: clean.kills,
        'slowest verification, ms': Math.max(book.counts.slowestMs, clean.slowestMs),
      },
      findings: [...findings, ...book.findings, ...outcomes.flatMap(missedIn)],
      tables: [
        tableOf('By kind of attack', 'attack', book.byKind),
        tableOf('By handler', 'rights of', book.byHandler),
        tableOfLog(outcomes),
      ],
      notes: NOTES,
    };
  },
};

/** What the campaign shows and breaks no claim. */
const NOTES: readonly string[] = [
  'Tampering: whoever rolls back the log and both tables at once, or has the key and forks the log to agree with rewritten tables, is found only with an anchor that was kept elsewhere.',
  'Tampering: what a handler may append, somebody with its rights may append too. The log seals it as new, at the minute in which it came; it is no change of what was recorded.',
  'Tampering: what is altered before its first seal, within a minute of its recording, need not be found, and is counted apart.',
  'Tampering: an item of a payment that was over already is counted as behind, and not named, where the next event came within a minute: a crash may have left it so.',
];

function missedIn({ attack, isNamed }: LogOutcome): readonly Finding[] {
  if (isNamed) return [];
  return [
    { claim: 'an attack on the log is named', what: `Not with ${attack.evidence}.`, where: attack.name },
  ];
}

function tableOfLog(outcomes: readonly LogOutcome[]): Table {
  const names = [...new Set(outcomes.map(({ attack }) => attack.name))];
  const count = (name: string, is: (outcome: LogOutcome) => boolean) =>
    outcomes.filter((outcome) => outcome.attack.name === name && is(outcome)).length;
  return {
    title: 'Attacks on the log itself',
    columns: ['attack', 'tried', 'named by the log alone', 'named with an anchor'],
    rows: names.map((name) => [
      name,
      count(name, () => true),
      count(name, ({ isNamedAlone }) => isNamedAlone),
      count(name, ({ isNamed }) => isNamed),
    ]),
  };
}
