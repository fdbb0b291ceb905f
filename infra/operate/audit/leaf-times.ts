import type { Leaf } from '#lambdas/tlog/leaf.ts';
import type { Findings } from './findings.ts';

/** A time in which the log was silent. ISO 8601. */
export interface Gap {
  readonly from: string;
  readonly to: string;
}

/** What the times of leaves tell. ISO 8601. */
export interface LeafTimes {
  /** When the last leaf was appended; absent in an empty log. */
  readonly newest?: string;
  /** When the log last said that it was alive and had caught up. */
  readonly sealedUntil?: string;
  /** When the log first said so: until then it knew nothing of events from before it. */
  readonly caughtUp?: string;
  /** Since when it was never silent for long. */
  readonly upSince?: string;
  readonly gaps: readonly Gap[];
}

/** The log appends every minute: nobody calls it silent for less than this. */
export const SILENT_MS = 3 * 60_000;

export function createLeafTimes(findings: Findings) {
  let [newest, sealedUntil, caughtUp, upSince, signed] = ['', '', '', '', ''];
  const gaps: Gap[] = [];
  return {
    take(leaf: Leaf): void {
      const { at } = leaf;
      if (at < newest)
        findings.add({ kind: 'damaged', where: `leaf of ${at}`, because: 'the leaf before it is newer' });
      if (compact(at) < signed)
        findings.add({ kind: 'damaged', where: `leaf of ${at}`, because: 'a checkpoint before it is newer' });
      if (newest === '') upSince = at;
      else if (Date.parse(at) - Date.parse(newest) > SILENT_MS) {
        gaps.push({ from: newest, to: at });
        upSince = at;
      }
      if (at > newest) newest = at;
      if ('tick' in leaf && !leaf.catchingUp) {
        sealedUntil = at;
        caughtUp ||= at;
      }
    },
    /** Whether a checkpoint of this name in the history, `2026-11-29/123107123-4711`, is as old as the leaf before it. */
    fits(name: string): boolean {
      signed = compact(name.split('-').slice(0, 3).join('-'));
      return signed >= compact(newest);
    },
    seen: (): LeafTimes => ({
      ...(newest ? { newest } : {}),
      ...(sealedUntil ? { sealedUntil } : {}),
      ...(caughtUp ? { caughtUp } : {}),
      ...(upSince ? { upSince } : {}),
      gaps,
    }),
  };
}

/** The digits of a time to the millisecond, in the order of time. */
function compact(time: string): string {
  return time.replaceAll(/\D/g, '').slice(0, 17);
}
