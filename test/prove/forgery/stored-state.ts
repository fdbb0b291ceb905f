import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { ACCESS_PREFIX, SESSIONS_TABLE, TABLES } from '#lambdas/contract/tables.ts';
import { canonicalJson } from '#lambdas/session/trail-chain.ts';
import type { Target } from './target.ts';

/** Every payment, as a supervisor opens it. */
export async function readPayments({ desk, dynamo, tokens }: Target): Promise<void> {
  const pages = paginateScan({ client: dynamo }, { TableName: SESSIONS_TABLE.name, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const { session } of Items) {
      if (!session) continue;
      await desk('GET', `/api/paySessions/${session.paySid}`, { Authorization: `Bearer ${tokens.sam}` });
    }
  }
}

/**
 * Reads everything that must not change: both tables, and the simulator's calls and faults. Equal texts mean equal state. Left out are
 * the access log, because every read of the records extends it, even a refused one, and the totals, which the sweep counts when
 * a minute is over, whatever is attempted in it. The app reaches the tables through the
 * proxy only, so while that has seen no write, they are as they were read before.
 */
export function stateReader({ dynamo, stack }: Pick<Target, 'dynamo' | 'stack'>): () => Promise<string> {
  let known: { readonly writes: number; readonly tables: readonly string[] } | undefined;
  return async () => {
    const { writes } = stack.database.counts;
    if (known?.writes !== writes) known = { writes, tables: await readTables(dynamo) };
    const calls = stack.simulator.calls.list().map(({ sid, status }) => `${sid} ${status}`);
    return canonicalJson({ tables: known.tables, calls, faults: stack.simulator.faults.current });
  };
}

function mustStay({ paySid, pk }: Record<string, unknown>): boolean {
  return !String(paySid).startsWith(ACCESS_PREFIX) && !String(pk).startsWith('totals');
}

function readTables(dynamo: Target['dynamo']): Promise<readonly string[]> {
  return Promise.all(
    TABLES.map(async ({ name }) => {
      const items: unknown[] = [];
      const pages = paginateScan({ client: dynamo }, { TableName: name, ConsistentRead: true });
      for await (const { Items = [] } of pages) {
        items.push(...Items.filter(mustStay));
      }
      return canonicalJson(items.map(canonicalJson).sort());
    }),
  );
}
