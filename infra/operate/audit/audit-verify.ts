import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AUDIT_TABLE, SESSIONS_TABLE } from '#lambdas/contract/tables.ts';
import { readAnchor, saveAnchor } from './anchor.ts';
import { openLocalCopy } from './local-copy.ts';
import type { TableNames } from './tables.ts';
import { type Verdict, verifyAudit } from './verify-audit.ts';

const USAGE = `npm run audit:verify                          the trail of npm start, whether it is running or not
npm run audit:verify -- --data-dir FOLDER     another data folder
npm run audit:verify -- --stage dev           a deployed stage (--region, or AWS_REGION)
npm run audit:verify -- --audit-table NAME --sessions-table NAME
  --save-anchor FILE   saves the length and last hash of every chain; keep the file elsewhere
  --anchor FILE        also compares with a file saved earlier`;

const OPTIONS = {
  'data-dir': { type: 'string' },
  stage: { type: 'string' },
  region: { type: 'string' },
  'audit-table': { type: 'string' },
  'sessions-table': { type: 'string' },
  anchor: { type: 'string' },
  'save-anchor': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Opened {
  readonly client: DynamoDBClient;
  readonly names: TableNames;
  close(): Promise<void>;
}

/** Where a command writes: the process's streams, or a test's own. */
interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** `npm run audit:verify`: resolves to 0 when every chain is whole, 1 when one is not, 2 when it could not check. */
export async function auditVerify(words: readonly string[], { stdout, stderr }: Output): Promise<0 | 1 | 2> {
  try {
    const { values } = parseArgs({ args: [...words], options: OPTIONS });
    if (values.help) {
      stdout.write(`${USAGE}\n`);
      return 0;
    }
    const verdict = await look(values);
    stdout.write(textOf(verdict));
    return verdict.tampered.length === 0 ? 0 : 1;
  } catch (failure) {
    stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n\n${USAGE}\n`);
    return 2;
  }
}

type Values = { readonly [Name in Exclude<keyof typeof OPTIONS, 'help'>]?: string };

async function look(values: Values): Promise<Verdict> {
  const before = values.anchor === undefined ? {} : await readAnchor(values.anchor);
  const { client, names, close } = await open(values);
  try {
    const verdict = await verifyAudit(DynamoDBDocumentClient.from(client), names, before);
    if (values['save-anchor'] !== undefined) await saveAnchor(values['save-anchor'], verdict.anchor);
    return verdict;
  } finally {
    client.destroy();
    await close();
  }
}

async function open(values: Values): Promise<Opened> {
  const region = values.region ?? process.env.AWS_REGION ?? 'us-east-1';
  const { stage, 'audit-table': audit, 'sessions-table': sessions } = values;
  if (audit !== undefined && sessions !== undefined) {
    return { client: new DynamoDBClient({ region }), names: { audit, sessions }, close: async () => {} };
  }
  if (stage !== undefined) {
    const [{ CloudFormationClient }, { tablesOfStage }] = await Promise.all([
      import('@aws-sdk/client-cloudformation'),
      import('./stage-tables.ts'), // loads the stack's code, which a local copy has no use for
    ]);
    return {
      client: new DynamoDBClient({ region }),
      names: await tablesOfStage(stage, new CloudFormationClient({ region })),
      close: async () => {},
    };
  }
  const copy = await openLocalCopy(values['data-dir'] ?? process.env.LOCAL_DATA_DIR ?? '.local');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return {
    client: new DynamoDBClient({ endpoint: copy.endpoint, region: 'us-east-1', credentials }),
    names: { audit: AUDIT_TABLE.name, sessions: SESSIONS_TABLE.name },
    close: copy.close,
  };
}

function textOf({ chains, events, expired, tampered }: Verdict): string {
  const lines = tampered.map(
    ({ chain, tampering: { kind, sequence, because } }) =>
      `${chain}  event ${sequence} was ${kind}: ${because}`,
  );
  const past = expired === 0 ? '' : `, ${expired} expired`;
  const sum = `${chains} chains, ${events} events${past}, ${tampered.length === 0 ? 'all whole' : `${tampered.length} not whole`}`;
  return `${[...lines, sum].join('\n')}\n`;
}
