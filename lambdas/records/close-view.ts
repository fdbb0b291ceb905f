import { endingOf } from '#lambdas/contract/payment-ending.ts';
import type { CloseView, ReportRow } from '#lambdas/contract/report-api.ts';
import { rowKey } from '#lambdas/contract/report-row.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import type { KeptClose } from '#lambdas/stores/close-store.ts';
import type { SessionListing } from '#lambdas/stores/session-list.ts';

/** Closes as the page shows them: what is counted otherwise since, and what became of the payments each could not settle. */
export async function viewCloses(
  closes: readonly KeptClose[],
  rowsNow: readonly ReportRow[],
  listing: Pick<SessionListing, 'find'>,
): Promise<readonly CloseView[]> {
  const unsettled = new Set(closes.flatMap(({ line }) => line.unsettled.map(({ paySid }) => paySid)));
  const found = await listing.find([...unsettled]);
  const endings = new Map(found.map(({ session }) => [session.paySid, endingOf(session)]));
  return closes.map(({ line, rows }): CloseView => {
    const { sequence, from, to, zone, at, by, hash, unsettledCount } = line;
    return {
      sequence,
      from,
      to,
      zone,
      at,
      by,
      hash,
      rows: otherwise(rows, rowsNow),
      unsettled: line.unsettled.map(({ paySid, ending }) => {
        const now = endings.get(paySid);
        return { paySid, ending, ...definedOnly({ since: now === ending ? undefined : now }) };
      }),
      unsettledCount,
    };
  });
}

/** Rows that differ, as they were then; without endings where there was none. */
function otherwise(then: readonly ReportRow[], now: readonly ReportRow[]): readonly ReportRow[] {
  const known = new Map(then.map((row) => [rowKey(row), row]));
  const same = new Set(now.map(canonicalJson));
  const added = now.filter((row) => !known.has(rowKey(row)));
  return [
    ...then.filter((row) => !same.has(canonicalJson(row))),
    ...added.map((row) => ({ ...row, endings: {}, misses: 0, timed: 0, milliseconds: 0 })),
  ];
}
