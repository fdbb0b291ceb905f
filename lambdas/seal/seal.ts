import type { DynamoDBRecord } from 'aws-lambda';
import type { Log } from '#lambdas/platform/log.ts';
import type { Cursor } from '#lambdas/stores/tlog-store.ts';
import type { LeafDraft } from '#lambdas/tlog/leaf.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { leavesOf, sightingsIn } from './leaves-of.ts';

export type SealNeeds = Pick<Services, 'auditSlices' | 'tlog'>;

/** Leaves of one commit, and items of one slice: the state holds them, and a slice is read again after a lost race. */
const MOST_LEAVES = 4_000;

/** Time one slice may take. */
const RESERVE_MS = 10_000;

/** Logs what the audit table's stream tells of its chains. */
export async function sealRecords(
  { tlog }: Pick<SealNeeds, 'tlog'>,
  records: readonly DynamoDBRecord[],
  log: Log,
): Promise<void> {
  const leaves = leavesOf(sightingsIn(records));
  // Said first: whoever has to look must hear of it also while nothing can be appended.
  warnOf(leaves, log);
  for (let at = 0; at < leaves.length; at += MOST_LEAVES) {
    const some = leaves.slice(at, at + MOST_LEAVES);
    const { size } = await tlog.append(() => ({ leaves: some }));
    log.info('sealed', { leaves: some.length, size });
  }
}

/**
 * Logs that the log is alive; while it still has to read the table for chains that it was not told of, it does so in the time that
 * is left.
 *
 * @param isAnew whether to read the table from its beginning
 */
export async function sealMinute(
  { auditSlices, tlog }: SealNeeds,
  log: Log,
  remaining: () => number,
  isAnew: boolean,
): Promise<void> {
  let cursor: Cursor | undefined;
  const { size } = await tlog.append((progress) => {
    cursor = isAnew ? null : progress.cursor;
    return { cursor, leaves: [{ tick: true, ...(cursor === undefined ? {} : { catchingUp: true }) }] };
  });
  log.info('sealed', { leaves: 1, size });

  while (cursor !== undefined && remaining() >= RESERVE_MS) {
    let leaves: readonly LeafDraft[] = [];
    const grown = await tlog.append(async (progress) => {
      // Another run may have read this slice meanwhile, or the last one.
      if (progress.cursor === undefined) {
        cursor = undefined;
        return { leaves: [] };
      }
      const items = await auditSlices.read(progress.cursor, MOST_LEAVES);
      leaves = leavesOf(items.map((item) => ({ item }))).map(asLate);
      const last = items.at(-1);
      cursor = last && { paySid: last.paySid?.S ?? '', sequence: last.sequence?.N ?? '' };
      return { leaves, cursor };
    });
    warnOf(leaves, log);
    log.info('sealed', { leaves: leaves.length, size: grown.size });
  }
}

function asLate(leaf: LeafDraft): LeafDraft {
  return 'hash' in leaf ? { ...leaf, late: true } : leaf;
}

function warnOf(leaves: readonly LeafDraft[], log: Log): void {
  for (const leaf of leaves) {
    if (!('change' in leaf)) continue;
    const { chain: paySid, sequence, change: code } = leaf;
    if (code === 'MALFORMED') log.error('audit item without a seal', { paySid, sequence, code });
    else log.error('audit item changed', { paySid, sequence, code });
  }
}
