import type { StoredEvent } from '#infra/operate/audit/find-tampering.ts';
import { createFindings } from '#infra/operate/audit/findings.ts';
import { openScratch } from '#infra/operate/audit/scratch.ts';
import type { Tables } from '#infra/operate/audit/tables.ts';
import { verifyAudit } from '#infra/operate/audit/verify-audit.ts';
import { hashOf } from '#lambdas/session/trail-chain.ts';

/** Verifies so many made-up chains, one of which the table lacks, and writes what it took. */
const count = Number(process.argv[2]);
const now = new Date('2026-11-29T13:00:00.000Z');
const at = '2026-11-29T12:00:00.000Z';

function eventOf(number: number): StoredEvent {
  // Of a schema to come, so that nobody folds it.
  const unsealed = { paySid: `PK${number.toString(16).padStart(32, '0')}`, sequence: 1, schema: 99, at };
  return { ...unsealed, hash: hashOf(unsealed, undefined) };
}

const scratch = await openScratch();
for (let number = 0; number <= count; number += 1) {
  const { paySid, hash } = eventOf(number);
  for (const time of [at, now.toISOString()])
    await scratch.heads.add(paySid, { name: 'log', events: 1, hash, at: time });
}
const tables: Tables = {
  async *items() {},
  async *joins() {},
  async *chains() {
    for (let number = 0; number < count; number += 1) yield [eventOf(number)];
  },
  chain: async () => [],
  item: async () => undefined,
};
const findings = createFindings();
const { chains, events } = await verifyAudit({
  ...{ tables, scratch, findings, now },
  keeping: { trailMonths: 0, sessionsMonths: 24 },
});
await scratch.close();
const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
const seconds = Math.round(process.uptime());
process.stdout.write(`${JSON.stringify({ chains, events, findings: findings.count, rss, seconds })}\n`);
