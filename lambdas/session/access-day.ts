import type { AccessDayCheck } from '#lambdas/contract/desk-api.ts';
import { type AccessLine, accessChainOf, type ChainEnd, firstChainBehind } from './access-event.ts';
import { type ChainLink, hashOf } from './trail-chain.ts';

/** As much of one chain as was read. */
export interface ReadChain {
  readonly chain: string;
  /** Newest first, without a gap unless the chain has one. */
  readonly lines: readonly AccessLine[];
  /** Whether the last of them is the first of the chain. */
  readonly isWhole: boolean;
}

/**
 * Whether what was read of a day fits: each line to the one before it, and every chain to what the day's first chain says of
 * it. A chain that is gone is missed although none of its lines was wanted.
 *
 * @param opening the first line of the day's first chain
 */
export function checkChains(
  day: string,
  chains: readonly ReadChain[],
  opening: AccessLine | undefined,
): Omit<AccessDayCheck, 'events'> {
  const broken = findBroken(day, chains, opening);
  return { verified: broken === undefined, ...broken };
}

function findBroken(day: string, chains: readonly ReadChain[], opening: AccessLine | undefined) {
  for (const { chain, lines, isWhole } of chains) {
    const brokenAt = findBreakIn(lines.toReversed(), isWhole);
    if (brokenAt !== undefined) return { chain, brokenAt };
  }
  for (const [chain, { events, hash }] of joinsOf(day, chains, opening)) {
    const { lines = [], isWhole = true } = chains.find((read) => read.chain === chain) ?? {};
    if (isWhole && lines.at(-events)?.hash !== hash) return { chain, brokenAt: 1 };
  }
  return undefined;
}

/** The number of the first line that does not fit its place; a line whose predecessor was not read is believed. */
function findBreakIn(lines: readonly ChainLink[], fromTheFirst: boolean): number | undefined {
  for (const [at, line] of lines.entries()) {
    const previous = lines[at - 1];
    if (at === 0 && !fromTheFirst) continue;
    const expected = (previous?.sequence ?? 0) + 1;
    if (line.sequence !== expected || line.hash !== hashOf(line, previous?.hash)) return expected;
  }
  return undefined;
}

/** What the day's first chain says about the others' beginnings. It exists before anything is recorded in any of them. */
function joinsOf(
  day: string,
  chains: readonly ReadChain[],
  opening: AccessLine | undefined,
): readonly [string, ChainEnd][] {
  if (opening?.type === 'accessDay') {
    return Object.entries(opening.joins ?? {}).filter(([chain]) => chain.startsWith(accessChainOf(day)));
  }
  const isInUse = chains.some(({ chain, lines }) => firstChainBehind(chain) && (lines[0]?.sequence ?? 0) > 1);
  return isInUse ? [[accessChainOf(day, 0), { events: 1, hash: '' }]] : [];
}
