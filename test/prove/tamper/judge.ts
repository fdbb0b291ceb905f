import { join } from 'node:path';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { NamedHead } from '#infra/operate/audit/anchor.ts';
import { expectFromLog } from '#infra/operate/audit/expect-from-log.ts';
import { createFindings } from '#infra/operate/audit/findings.ts';
import { readLogKey } from '#infra/operate/audit/log-key.ts';
import { createFolderSource } from '#infra/operate/audit/log-source-folder.ts';
import { textOf } from '#infra/operate/audit/report.ts';
import { openScratch } from '#infra/operate/audit/scratch.ts';
import { tablesIn } from '#infra/operate/audit/tables.ts';
import { verifyAudit } from '#infra/operate/audit/verify-audit.ts';
import { KEEP_MONTHS } from '#lambdas/stores/sessions-store.ts';

/** What `npm run audit:verify` finds. */
export interface Judgement {
  /** Chains, items by their payment, and objects of the log that it names. */
  readonly named: readonly string[];
  /** All that it says, as the command prints it. */
  readonly text: string;
  /** What it would save as an anchor. */
  readonly anchor: readonly NamedHead[];
  readonly milliseconds: number;
}

export interface ToJudge {
  readonly documents: DynamoDBDocumentClient;
  readonly dataDir: string;
  /** By default the log beside the data. */
  readonly logFolder?: string;
  readonly now?: Date;
  /** An anchor saved earlier, and kept elsewhere. */
  readonly anchor?: readonly NamedHead[];
}

/** Verifies as the command does, but tables that are in use, and without a process of its own. */
export async function judge({
  documents,
  dataDir,
  logFolder = join(dataDir, 'tlog'),
  now = new Date(),
  anchor = [],
}: ToJudge): Promise<Judgement> {
  const startedAt = performance.now();
  const findings = createFindings();
  const scratch = await openScratch();
  try {
    const key = await readLogKey(join(dataDir, 'tlog-key.pub'));
    const log = await expectFromLog(
      { source: createFolderSource(logFolder), key },
      { isStage: false, known: new Set(), heads: scratch.heads, findings, notes: [], now },
    );
    for (const [chain, head] of anchor) await scratch.heads.add(chain, { name: 'anchor', ...head });
    const { anchor: ends, ...counts } = await verifyAudit({
      tables: tablesIn(documents, { audit: 'Audit', sessions: 'Sessions' }),
      scratch,
      findings,
      keeping: { trailMonths: 0, sessionsMonths: KEEP_MONTHS },
      now,
      ...(log ? { log } : {}),
    });
    const heads: NamedHead[] = [];
    for await (const head of ends) heads.push(head);
    return {
      named: findings.kept.map(({ where }) => where.replace(/^session#/, '')),
      text: textOf({ ...counts, findings: findings.kept, count: findings.count, notes: [] }),
      anchor: heads,
      milliseconds: Math.round(performance.now() - startedAt),
    };
  } finally {
    await scratch.close();
  }
}

export function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
