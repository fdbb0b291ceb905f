import type { AccessDayCheck } from '#lambdas/contract/desk-api.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import {
  type AccessLine,
  accessChainOf,
  type ChainEnd,
  firstChainBehind,
  type RecordedAccess,
} from './access-event.ts';
import { findBreak } from './trail-chain.ts';

/** A day of the access log, put together from its chains. */
export interface AccessDay {
  /** Every look, oldest first. */
  readonly lines: readonly RecordedAccess[];
  readonly check: AccessDayCheck;
}

/** @param chains the lines of each chain by its name, in the order of their numbers */
export function readDay(day: string, chains: ReadonlyMap<string, readonly AccessLine[]>): AccessDay {
  const lines = [...chains.values()]
    .flat()
    .filter((line) => line.type === 'access')
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const broken = findBroken(day, chains);
  return {
    lines,
    check: { verified: broken === undefined, events: lines.length, ...definedOnly({ ...broken }) },
  };
}

/** Orders the looks of a day by time, and those of one moment in a fixed order. */
function placeOf({ at, paySid, sequence }: RecordedAccess): string {
  return `${at} ${paySid} ${String(sequence).padStart(9, '0')}`;
}

function findBroken(day: string, chains: ReadonlyMap<string, readonly AccessLine[]>) {
  for (const [chain, lines] of chains) {
    const brokenAt = findBreak(lines);
    if (brokenAt !== undefined) return { chain, brokenAt };
  }
  for (const [chain, { events, hash }] of joinsOf(day, chains)) {
    const known = chains.get(chain) ?? [];
    if (known[events - 1]?.hash !== hash) return { chain, brokenAt: Math.min(events, known.length + 1) };
  }
  return undefined;
}

/** What the day's first chain says about the others. It exists before anything is recorded in any of them. */
function joinsOf(
  day: string,
  chains: ReadonlyMap<string, readonly AccessLine[]>,
): readonly [string, ChainEnd][] {
  const first = accessChainOf(day, 0);
  const [opening] = chains.get(first) ?? [];
  if (opening?.type === 'accessDay') {
    return Object.entries(opening.joins ?? {}).filter(([chain]) => chain.startsWith(accessChainOf(day)));
  }
  const isInUse = [...chains].some(([chain, lines]) => firstChainBehind(chain) && lines.length > 1);
  return isInUse ? [[first, { events: 1, hash: '' }]] : [];
}
