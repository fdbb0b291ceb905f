import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createFindings } from '#infra/operate/audit/findings.ts';
import { openScratch } from '#infra/operate/audit/scratch.ts';
import { type Tables, tablesIn } from '#infra/operate/audit/tables.ts';
import { verifyAudit } from '#infra/operate/audit/verify-audit.ts';
import type { TotalsHouse } from '#test/support/totals-house.ts';

/** Verifies the tables of a house, without a log; `see` may come between. */
export async function verifyHouse(
  place: TotalsHouse,
  {
    keepMonths = 24,
    see = (tables: Tables) => tables,
  }: { keepMonths?: number; see?: (tables: Tables) => Tables } = {},
) {
  const client = new DynamoDBClient({});
  const [scratch, findings] = [await openScratch(), createFindings()];
  try {
    const names = { audit: place.auditTable, sessions: place.table };
    const verdict = await verifyAudit({
      tables: see(tablesIn(DynamoDBDocumentClient.from(client), names)),
      scratch,
      findings,
      keeping: { trailMonths: 0, sessionsMonths: keepMonths },
      now: place.clock.now(),
      clock: () => place.clock.now(),
    });
    return { findings: findings.kept, behind: verdict.behind };
  } finally {
    client.destroy();
    await scratch.close();
  }
}
