import type { AccessDayCheck } from '#lambdas/contract/desk-api.ts';
import { checkChains } from '#lambdas/session/access-day.ts';
import type { AccessLine, RecordedAccess } from '#lambdas/session/access-event.ts';

/** What to show of a day. */
export interface AccessAsked {
  readonly size: number;
  /** One person's looks only. */
  readonly by?: string;
  /** Where the page before ended, as {@link AccessPage.next} said. */
  readonly from?: readonly number[];
}

export interface AccessPage {
  /** Newest first. */
  readonly lines: readonly RecordedAccess[];
  /** Whether these lines, and each one's link to the line before it, are intact; and how many the day has from here on. */
  readonly check: AccessDayCheck;
  /** For each chain of the day the number of the newest line not shown yet, 0 for none; absent on the last page. */
  readonly next?: readonly number[];
}

export interface ChainToRead {
  readonly chain: string;
  /** Whether it can hold what is asked for; of the others only the newest line is read, to count and to miss them. */
  readonly isWanted: boolean;
}

/** Lines of a chain up to and including a number, newest first. */
export type ReadLines = (chain: string, upTo: number, count: number) => Promise<readonly AccessLine[]>;

/** Most lines examined for one page, so that somebody who was hardly there never costs more. */
const MOST_EXAMINED = 1_000;

const ALL = 999_999_999;

/**
 * Reads one page of a day: its chains backwards and side by side, each only as far as the page needs it and one line further,
 * which the oldest line shown is chained to. What that costs does not grow with the day.
 *
 * @returns undefined when no page can have ended there
 */
export async function readPage(
  day: string,
  chains: readonly ChainToRead[],
  opening: AccessLine | undefined,
  readLines: ReadLines,
  { size, by, from }: AccessAsked,
): Promise<AccessPage | undefined> {
  if (from && from.length !== chains.length) return undefined;
  const wanted = chains.filter(({ isWanted }) => isWanted).length;
  // Twice an even share: a busy person's chain has more than its own.
  const batch = Math.ceil((2 * size) / wanted) + 1;
  const readers = chains.map(({ chain, isWanted }, at) =>
    readBackwards(chain, from?.[at] ?? ALL, isWanted ? batch : 1, readLines),
  );
  await Promise.all(readers.map(({ fill }) => fill(1)));
  const isForged = from?.some((start, at) => start > 0 && readers[at]?.lines[0]?.sequence !== start);
  if (isForged) return undefined;

  const events = readers.reduce((sum, { lines }) => sum + countOf(lines), 0);
  const open = readers.filter((_, at) => chains[at]?.isWanted);
  const shown: RecordedAccess[] = [];
  for (let examined = 0; examined < MOST_EXAMINED && shown.length < size; examined += 1) {
    await Promise.all(open.map(({ taken, fill }) => fill(taken() + 2)));
    const [newest] = open
      .filter(({ head }) => head())
      .sort((a, b) => (placeOf(a.head()) < placeOf(b.head()) ? 1 : -1));
    const line = newest?.take();
    if (!line) break;
    if (by === undefined || line.by === by) shown.push(line);
  }

  const next = readers.map((reader) => (open.includes(reader) ? (reader.head()?.sequence ?? 0) : 0));
  const read = readers.map(({ chain, lines, isWhole }) => ({ chain, lines, isWhole: isWhole() }));
  return {
    lines: shown,
    check: { ...checkChains(day, read, opening), events },
    ...(next.some((number) => number > 0) ? { next } : {}),
  };
}

/** A chain from a number backwards, some lines at a time. */
function readBackwards(chain: string, from: number, batch: number, readLines: ReadLines) {
  const lines: AccessLine[] = [];
  let taken = 0;
  // Nothing is left of it: whether it is whole was said on the page before.
  let isAtEnd = from === 0;
  let isWhole = false;
  const head = (): RecordedAccess | undefined => {
    const line = lines[taken];
    return line?.type === 'access' ? line : undefined;
  };
  return {
    chain,
    lines,
    isWhole: () => isWhole,
    taken: () => taken,
    head,
    take() {
      const line = head();
      taken += 1;
      return line;
    },
    /** Reads on until that many lines are there, or the chain has no more. */
    async fill(count: number) {
      while (lines.length < count && !isAtEnd) {
        const upTo = (lines.at(-1)?.sequence ?? from + 1) - 1;
        const found = upTo === 0 ? [] : await readLines(chain, upTo, batch);
        lines.push(...found);
        isWhole = isAtEnd = found.length < batch || found.at(-1)?.sequence === 1;
      }
    },
  };
}

/** Lines of a chain from its newest one down; a chain of several begins with one that is no look. */
function countOf([newest]: readonly AccessLine[]): number {
  if (newest?.type !== 'access') return 0;
  return newest.sequence - (newest.paySid.split('#').length > 2 ? 1 : 0);
}

/** Orders the looks of a day by time, and those of one moment in a fixed order. */
function placeOf(line: RecordedAccess | undefined): string {
  return line ? `${line.at} ${line.paySid} ${String(line.sequence).padStart(9, '0')}` : '';
}
