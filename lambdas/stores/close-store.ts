import { AppError } from '#lambdas/contract/errors.ts';
import type { ReportRow } from '#lambdas/contract/report-api.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { type Dynamo, type Item, queryAll } from '#lambdas/platform/dynamo.ts';
import type { ChainEnd } from '#lambdas/session/access-event.ts';
import {
  type CloseDraft,
  chainsBeside,
  closeChainOf,
  type RecordedClose,
  type RecordedRows,
  rowsChainOf,
} from '#lambdas/session/close-event.ts';
import { type ChainLink, hashOf } from '#lambdas/session/trail-chain.ts';
import { MOST_TEXT, packed, unpacked } from './packed-text.ts';
import { putIfFree } from './put-if-free.ts';

/** A close with what was counted then. */
export interface KeptClose {
  readonly line: RecordedClose;
  readonly rows: readonly ReportRow[];
}

/** What supervisors wrote down of days that are over. Append-only, like the trail of payments, and kept forever. */
export interface CloseStore {
  append(draft: CloseDraft, rows: readonly ReportRow[]): Promise<KeptClose>;
  /** Closes of exactly this range, oldest first; of many, the newest twenty. */
  of(range: Pick<CloseDraft, 'from' | 'to'>): Promise<readonly KeptClose[]>;
}

const MOST_SHOWN = 20;

/** Supervisors who close days of one month at the same moment are few. */
const MOST_RACES = 20;
const PAUSE_MS = 10;

/**
 * Closes in the audit table: two chains a month, one of closes and one of what was counted. The rows are put first, so that a
 * close has all of its own; after a crash in between, rows are left that no close names. The free number is the only
 * lock, as in the trail of a payment.
 */
export function createCloseStore(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
  mostText = MOST_TEXT,
): CloseStore {
  const linesOf = (chain: string) => ({
    TableName: table,
    KeyConditionExpression: 'paySid = :chain',
    ExpressionAttributeValues: { ':chain': chain },
    ConsistentRead: true,
  });

  const lastOf = async (chain: string): Promise<ChainLink | undefined> => {
    const [last] = await dynamo.query({ ...linesOf(chain), ScanIndexForward: false, Limit: 1 });
    return last as ChainLink | undefined;
  };

  const append = async <Content extends Item>(
    chain: string,
    content: Content,
  ): Promise<Content & ChainLink & { readonly at: string }> => {
    for (let race = 1; race <= MOST_RACES; race += 1) {
      const last = await lastOf(chain);
      const sequence = (last?.sequence ?? 0) + 1;
      const unsealed = { ...content, paySid: chain, sequence, at: clock.now().toISOString() };
      const line = { ...unsealed, hash: hashOf(unsealed, last?.hash) };
      if (await putIfFree(dynamo, table, line)) return line;

      // The client repeats a put whose response was lost, and then finds its own line.
      if ((await lastOf(chain))?.hash === line.hash) return line;
      await clock.sleep(Math.random() * race * PAUSE_MS);
    }
    throw new AppError('STORE_UNAVAILABLE');
  };

  const appendRows = async (from: string, rows: readonly ReportRow[]): Promise<RecordedClose['rows']> => {
    const lines: number[] = [];
    let hash = '';
    // As the contract has them, because a close is read forever: how totals are kept may change at any time.
    for (const text of rows.length === 0 ? [] : piecesOf(packed(rows), mostText)) {
      const line = await append(rowsChainOf(from), { type: 'closeRows', text });
      lines.push(line.sequence);
      hash = line.hash;
    }
    return { lines, hash };
  };

  const endsOf = async (chains: readonly string[]): Promise<RecordedClose['joins']> => {
    const ends = await Promise.all(
      chains.map(async (chain): Promise<readonly [string, ChainEnd][]> => {
        const last = await lastOf(chain);
        return last ? [[chain, { events: last.sequence, hash: last.hash }]] : [];
      }),
    );
    return Object.fromEntries(ends.flat());
  };

  const rowsOf = async ({ from, rows: { lines } }: RecordedClose): Promise<readonly ReportRow[]> => {
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined) return [];
    const found = await queryAll<RecordedRows>(dynamo, {
      ...linesOf(rowsChainOf(from)),
      KeyConditionExpression: 'paySid = :chain AND #sequence BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':chain': rowsChainOf(from), ':first': first, ':last': last },
    });
    // Somebody else may have closed at the same time.
    const own = found.filter(({ sequence }) => lines.includes(sequence));
    return unpacked(own.map(({ text }) => text).join('')) as readonly ReportRow[];
  };

  return {
    async append(draft, rows) {
      const [written, joins] = await Promise.all([
        appendRows(draft.from, rows),
        endsOf(chainsBeside(draft.from, clock.now().toISOString())),
      ]);
      const line = await append(closeChainOf(draft.from), { ...draft, type: 'close', rows: written, joins });
      return { line: line as RecordedClose, rows };
    },

    async of({ from, to }) {
      const lines = await queryAll<RecordedClose>(dynamo, linesOf(closeChainOf(from)));
      const ofRange = lines.filter((line) => line.from === from && line.to === to).slice(-MOST_SHOWN);
      return Promise.all(ofRange.map(async (line) => ({ line, rows: await rowsOf(line) })));
    },
  };
}

function piecesOf(text: string, most: number): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / most) }, (_, at) =>
    text.slice(at * most, (at + 1) * most),
  );
}
