import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { loadSettings } from '#infra/read-settings.ts';
import { AUDIT_TABLE, SESSIONS_TABLE } from '#lambdas/contract/tables.ts';
import { KEEP_MONTHS } from '#lambdas/stores/sessions-store.ts';
import { readAnchor, saveAnchor } from './anchor.ts';
import { expectFromLog } from './expect-from-log.ts';
import { type FoundPayment, findPayment } from './find-payment.ts';
import { createFindings } from './findings.ts';
import type { Keeping } from './keeping.ts';
import { openLocalCopy } from './local-copy.ts';
import { type NoLog, type OpenedLog, openLocalLog, openStageLog } from './open-log.ts';
import { type Report, textOf, textOfPayment } from './report.ts';
import { openScratch } from './scratch.ts';
import { type TableNames, tablesIn } from './tables.ts';
import { verifyAudit } from './verify-audit.ts';

const USAGE = `npm run audit:verify                          the trail of npm start, whether it is running or not
npm run audit:verify -- --data-dir FOLDER     another data folder
npm run audit:verify -- --stage dev           a deployed stage (--region, or AWS_REGION)
npm run audit:verify -- --audit-table NAME --sessions-table NAME   such tables, of the stage or of none
  --log-key FILE       the key that the log must be signed with, kept elsewhere (or the word itself)
  --log-folder FOLDER  a copy of the log in place of the data folder's, or the stage's bucket
  --known N,N          leaves of the log that somebody has looked into: they are no findings any more
  --save-anchor FILE   saves the length and last hash of every chain; keep the file elsewhere
  --anchor FILE        also compares with a file saved earlier
  --keep-trail-months N, --keep-sessions-months N   the shortest that was ever set, if not what the stage has now
  --json               everything, as JSON
npm run audit:verify -- --payment PK…         that payment alone, looked up in the log
  --proof FILE         writes the proof of its seal (C2SP tlog-proof), for whoever has only the log's key`;

const OPTIONS = {
  'data-dir': { type: 'string' },
  stage: { type: 'string' },
  region: { type: 'string' },
  'audit-table': { type: 'string' },
  'sessions-table': { type: 'string' },
  'log-key': { type: 'string' },
  'log-folder': { type: 'string' },
  known: { type: 'string' },
  anchor: { type: 'string' },
  'save-anchor': { type: 'string' },
  'keep-trail-months': { type: 'string' },
  'keep-sessions-months': { type: 'string' },
  payment: { type: 'string' },
  proof: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Where a command writes: the process's streams, or a test's own. */
interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** How values are written, where not everything goes. */
const SHAPES = {
  known: [/^\d+(,\d+)*$/, 'takes numbers of leaves with commas between them'],
  'keep-trail-months': [/^\d+$/, 'takes a whole number'],
  'keep-sessions-months': [/^\d+$/, 'takes a whole number'],
  payment: [/^PK[0-9a-f]{32}$/, 'takes the SID of a payment'],
} as const;

/** Options that say nothing alone. */
const WITH = { proof: 'payment', 'audit-table': 'sessions-table', 'sessions-table': 'audit-table' } as const;

/**
 * `npm run audit:verify`: resolves to 0 when log, tables and cached items agree, 1 when they do not, 2 when it could not
 * check.
 */
export async function auditVerify(words: readonly string[], { stdout, stderr }: Output): Promise<0 | 1 | 2> {
  try {
    const { values } = parseArgs({ args: [...words], options: OPTIONS });
    if (values.help) {
      stdout.write(`${USAGE}\n`);
      return 0;
    }
    refuseOdd(values);
    const report = values.payment === undefined ? await look(values) : await lookAt(values.payment, values);
    stdout.write(
      values.json
        ? `${JSON.stringify(report, undefined, 1)}\n`
        : 'count' in report
          ? textOf(report)
          : textOfPayment(report),
    );
    return report.findings.length === 0 ? 0 : 1;
  } catch (failure) {
    stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n\n${USAGE}\n`);
    return 2;
  }
}

type Values = { readonly [Name in Exclude<keyof typeof OPTIONS, 'help' | 'json'>]?: string };

/** What would be passed over otherwise, and the rest called whole. */
function refuseOdd(values: Values): void {
  for (const [name, [shape, takes]] of Object.entries(SHAPES) as [keyof typeof SHAPES, [RegExp, string]][]) {
    if (values[name] !== undefined && !shape.test(values[name]))
      throw new Error(`Failed to read --${name}: it ${takes}.`);
  }
  for (const [name, other] of Object.entries(WITH) as [keyof typeof WITH, keyof Values][]) {
    if (values[name] !== undefined && values[other] === undefined)
      throw new Error(`Failed to read --${name}: name --${other} as well.`);
  }
}

/** The log first: on a running system what is read later is never behind it. */
async function look(values: Values): Promise<Report> {
  const places = await placesOf(values);
  const findings = createFindings();
  const notes: string[] = [];
  const scratch = await openScratch();
  try {
    const log = await expectFromLog(places.log, {
      isStage: values.stage !== undefined,
      known: new Set((values.known ?? '').split(',').filter(Boolean).map(Number)),
      heads: scratch.heads,
      findings,
      notes,
      now: new Date(),
    });
    for (const path of anchorsIn(values)) {
      for await (const [chain, head] of readAnchor(path))
        await scratch.heads.add(chain, { name: 'anchor', ...head });
    }
    const { client, names, close } = await places.open();
    try {
      const tables = tablesIn(DynamoDBDocumentClient.from(client), names);
      const { keeping } = places;
      const verdict = await verifyAudit({
        ...{ tables, scratch, findings, keeping, now: new Date(), clock: () => new Date() },
        ...(log ? { log } : {}),
      });
      const path = values['save-anchor'];
      if (path !== undefined && findings.count === 0) await saveAnchor(path, verdict.anchor);
      else if (path !== undefined) notes.push('the anchor was not saved: something was found');
      const { anchor: _, ...counts } = verdict;
      return { ...counts, ...(log ? { log } : {}), findings: findings.kept, count: findings.count, notes };
    } finally {
      client.destroy();
      await close();
    }
  } finally {
    await scratch.close();
  }
}

/** One payment, in the log and then in the table. */
async function lookAt(paySid: string, values: Values): Promise<FoundPayment> {
  const places = await placesOf(values);
  if ('missing' in places.log) throw new Error(`Failed to look up the payment: ${places.log.missing}.`);
  const { client, names, close } = await places.open();
  try {
    const found = await findPayment(places.log, tablesIn(DynamoDBDocumentClient.from(client), names), paySid);
    if (values.proof !== undefined && found.seal) await writeFile(values.proof, found.seal.proof);
    return found;
  } finally {
    client.destroy();
    await close();
  }
}

/** What is written over is compared first: one that disagrees stays. */
function anchorsIn({ anchor, 'save-anchor': saved }: Values): readonly string[] {
  const overwritten = saved !== undefined && saved !== anchor && existsSync(saved) ? [saved] : [];
  return anchor === undefined ? overwritten : [anchor, ...overwritten];
}

interface OpenedTables {
  readonly client: DynamoDBClient;
  readonly names: TableNames;
  close(): Promise<void>;
}

interface Places {
  readonly log: OpenedLog | NoLog;
  readonly keeping: Keeping;
  /** Opens the tables: of a local stack, a copy as they are then. */
  open(): Promise<OpenedTables>;
}

async function placesOf(values: Values): Promise<Places> {
  const region = values.region ?? process.env.AWS_REGION ?? 'us-east-1';
  const { stage, 'audit-table': audit, 'sessions-table': sessions, 'log-key': logKey } = values;
  const named = audit !== undefined && sessions !== undefined ? { audit, sessions } : undefined;
  const folder = values['log-folder'];
  if (stage === undefined && !named) {
    const dataDir = values['data-dir'] ?? process.env.LOCAL_DATA_DIR ?? '.local';
    return {
      log: await openLocalLog(dataDir, { folder, logKey }),
      keeping: keepingOf(values),
      open: () => localTables(dataDir),
    };
  }
  const found = stage === undefined ? undefined : await stageOf(stage, region, named === undefined);
  const hasLog = stage !== undefined || folder !== undefined;
  return {
    log: hasLog
      ? await openStageLog(found?.log, region, { folder, logKey })
      : { missing: 'no log was named: only the tables were verified', isFinding: false },
    keeping: keepingOf(values, stage),
    open: async () => ({
      client: new DynamoDBClient({ region }),
      names: named ?? (found?.tables as TableNames),
      close: async () => {},
    }),
  };
}

/** Loads the stack's code, which a local copy has no use for. */
async function stageOf(stage: string, region: string, hasTables: boolean) {
  const [{ CloudFormationClient }, { logOfStage, tablesOfStage }] = await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    import('./stage-tables.ts'),
  ]);
  const client = new CloudFormationClient({ region });
  return {
    log: await logOfStage(stage, client),
    tables: hasTables ? await tablesOfStage(stage, client) : undefined,
  };
}

async function localTables(dataDir: string): Promise<OpenedTables> {
  const copy = await openLocalCopy(dataDir);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return {
    client: new DynamoDBClient({ endpoint: copy.endpoint, region: 'us-east-1', credentials }),
    names: { audit: AUDIT_TABLE.name, sessions: SESSIONS_TABLE.name },
    close: copy.close,
  };
}

/** As the handlers read it: on one machine nothing is set. */
function keepingOf(values: Values, stage?: string): Keeping {
  const settings = stage === undefined ? {} : loadSettings({ ...process.env, STAGE: stage }, process.cwd());
  return {
    trailMonths: Number(values['keep-trail-months'] ?? (settings.KEEP_TRAIL_MONTHS || 0)),
    sessionsMonths: Number(values['keep-sessions-months'] ?? (settings.KEEP_SESSIONS_MONTHS || KEEP_MONTHS)),
  };
}
