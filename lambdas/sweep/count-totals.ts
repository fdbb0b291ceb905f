import { inLanes } from '#lambdas/platform/in-lanes.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import { EARLIEST } from '#lambdas/session/session-filter.ts';
import { bucketAt, type MinuteSpan, minuteOf, sumsOver } from '#lambdas/session/totals-tree.ts';
import type { OpenSession } from '#lambdas/stores/open-sessions.ts';
import type { RecountMark } from '#lambdas/stores/recount-mark.ts';
import type { MinuteAsked } from '#lambdas/stores/totals-counting.ts';
import type { Progress } from '#lambdas/stores/totals-progress.ts';
import type { Services } from '#lambdas/wiring/services.ts';

type Needs = Pick<Services, 'clock' | 'counting'>;

/** A minute is counted this long after its end: whoever listed a payment in it is done. */
const SETTLED_MINUTES = 1;
/** And once more this long after it: by then the index, which may be behind, knows all of it. */
const CHECKED_AFTER_MINUTES = 60;
/** Longer than any request lives: a change that was announced is made by then, or its request has died. */
const ANNOUNCED_MS = 60_000;
const QUARTER = 15;
/** Minutes, and buckets, counted together. */
const LANES = 4;
/** Minutes that have changed, counted in one step. */
const STEP = 40;
/** Payments read in one run: the rest is for the next ones. */
const MOST_READ = 50_000;

/**
 * Keeps totals up to date with what lists show: counts the minutes that are over, and those again in which payments were under
 * way or have changed; then, in the time that is left, once more what was counted an hour ago, and what began before all that was
 * counted, newest first. Each step counts whole minutes, adds up what they are part of and then says how far it got, so that one
 * that is cut short is done again and changes nothing.
 *
 * @param underWay payments that lists show as under way
 */
export async function countTotals(
  services: Needs,
  underWay: readonly OpenSession[],
  log: Log,
  isTimeLeft: () => boolean,
): Promise<void> {
  try {
    const run = await beginRun(services, underWay);
    for (let step = await run.next(); step; step = isTimeLeft() ? await run.next() : undefined) {
      if (await run.take(step)) continue;
      log.warn('totals counted by another run');
      return;
    }
  } catch (failure) {
    log.error('totals not counted', describeFailure(failure));
  }
}

/** Minutes that are counted together, and what is then known. */
interface Step {
  readonly minutes: readonly MinuteAsked[];
  readonly reaches: Partial<Pick<Progress, 'from' | 'to' | 'checked'>>;
  readonly marks?: readonly RecountMark[];
}

async function beginRun({ clock, counting }: Needs, underWay: readonly OpenSession[]) {
  const { payments, progress } = counting;
  const now = clock.now().getTime();
  const due = minuteOf(now) - SETTLED_MINUTES;
  const dueAgain = minuteOf(now) - CHECKED_AFTER_MINUTES;
  const [reached, marks] = await Promise.all([progress.read(), progress.marks()]);
  let known = reached;
  const changed = changedMinutes(known, marks, underWay);
  let read = 0;

  return {
    /** Undefined when nothing is left to do. */
    async next(): Promise<Step | undefined> {
      if (read >= MOST_READ) return undefined;
      if (changed.length > 0) {
        const minutes = changed.splice(0, STEP);
        const asked = new Set(minutes.map(({ minute }) => minute));
        return { minutes, reaches: {}, marks: marks.filter(({ minute }) => asked.has(minute)) };
      }
      return (
        (await forward('to', { from: known.to, to: due })) ??
        (await forward('checked', { from: known.checked, to: Math.min(dueAgain, known.to) })) ??
        (await backward())
      );
    },

    /** False when another run has counted meanwhile: it may have come further, and this one stops. */
    async take({ minutes, reaches, marks: done = [] }: Step): Promise<boolean> {
      const after = { ...known, ...reaches };
      const open = await countMinutes(minutes);
      // Where the span ended so far, a bigger bucket may now be complete.
      const ends = [
        ...(after.from < known.from ? [known.from] : []),
        ...(after.to > known.to ? [known.to - 1] : []),
      ];
      const touched = [...open.keys(), ...ends];
      for (const level of levelsOf(sumsOver(touched, after)))
        await inTurns(level, (bucket) => counting.addUp(bucket));

      const stillOpen = [
        ...known.open.filter((minute) => !open.has(minute)),
        ...[...open.keys()].filter((minute) => open.get(minute)),
      ];
      const kept = { ...after, open: stillOpen.sort((a, b) => a - b) };
      if (!(await progress.keep(kept))) return false;
      known = { ...kept, version: kept.version + 1 };
      await unmark(done);
      return true;
    },
  };

  async function unmark(done: readonly RecountMark[]): Promise<void> {
    for (const mark of done) if (now - Date.parse(mark.since) > ANNOUNCED_MS) await progress.unmark(mark);
  }

  /** The next quarter of an hour of a span, or less; undefined when there is nothing to count in it yet. */
  async function forward(end: 'to' | 'checked', span: MinuteSpan): Promise<Step | undefined> {
    if (span.from >= span.to) return undefined;
    const first = await payments.firstMinute(span);
    if (first === undefined) {
      // Nobody pays: what a report reads of it is as little, and a write each minute says nothing.
      return span.to - span.from < QUARTER ? undefined : { minutes: [], reaches: { [end]: span.to } };
    }
    const to = Math.min(span.to, bucketAt('quarter', first).start + QUARTER);
    return { minutes: await minutesIn({ from: first, to }), reaches: { [end]: to } };
  }

  /** The quarter of an hour with the newest payments that began before all that was counted. */
  async function backward(): Promise<Step | undefined> {
    const earliest = minuteOf(EARLIEST);
    if (known.from <= earliest) return undefined;
    const newest = await payments.firstMinute({ from: earliest, to: known.from }, true);
    if (newest === undefined) return { minutes: [], reaches: { from: earliest } };
    const { start: from } = bucketAt('quarter', newest);
    return { minutes: await minutesIn({ from, to: newest + 1 }), reaches: { from } };
  }

  async function minutesIn(span: MinuteSpan): Promise<readonly MinuteAsked[]> {
    const busy = await payments.within(span);
    return [...(busy?.keys() ?? [])].map((minute) => ({ minute, paySids: [], isWhole: true }));
  }

  /** Counts minutes; whether each is still open. */
  async function countMinutes(asked: readonly MinuteAsked[]): Promise<Map<number, boolean>> {
    const open = new Map<number, boolean>();
    await inTurns(asked, async (minute) => {
      const counted = await counting.countMinute(minute);
      open.set(minute.minute, counted.isOpen);
      read += counted.read;
    });
    return open;
  }
}

/** Minutes whose buckets may say something else than lists, oldest first. */
function changedMinutes(
  { open, ...span }: Progress,
  marks: readonly RecountMark[],
  underWay: readonly OpenSession[],
): MinuteAsked[] {
  const asked = new Map<number, { minute: number; paySids: string[]; isWhole: boolean }>();
  const ask = (minute: number) => {
    const there = asked.get(minute) ?? { minute, paySids: [], isWhole: false };
    if (isWithin(span, minute)) asked.set(minute, there);
    return there;
  };
  for (const minute of open) ask(minute);
  for (const { paySid, since } of underWay) ask(minuteOf(since)).paySids.push(paySid);
  // A mark of a minute that was not counted so far stays: a run that died may have left a bucket of it.
  for (const { minute } of marks) ask(minute).isWhole = true;
  return [...asked.values()].sort((a, b) => a.minute - b.minute);
}

function isWithin({ from, to }: MinuteSpan, minute: number): boolean {
  return from <= minute && minute < to;
}

/** One level after the other: each is the sum of the one before. */
function levelsOf(buckets: ReturnType<typeof sumsOver>) {
  return [...new Set(buckets.map(({ level }) => level))].map((level) =>
    buckets.filter((bucket) => bucket.level === level),
  );
}

/** Several at a time, and all of them: one that fails fails the step. */
async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  await inLanes(all, LANES, () => true, work);
}
