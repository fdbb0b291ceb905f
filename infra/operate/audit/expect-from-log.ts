import type { Leaf } from '#lambdas/tlog/leaf.ts';
import type { Findings } from './findings.ts';
import { SILENT_MS } from './leaf-times.ts';
import type { NoLog, OpenedLog } from './open-log.ts';
import { type LogReading, readLog } from './read-log.ts';
import type { ExpectedHeads } from './scratch.ts';

export interface LogReport extends LogReading {
  /** Who signed it. */
  readonly origin: string;
  /** Heads that the log had from the table, not from its stream. */
  readonly late: number;
}

interface Expecting {
  /** A stage never sleeps; a machine is switched off at night. */
  readonly isStage: boolean;
  /** Leaves that somebody has looked into. */
  readonly known: ReadonlySet<number>;
  readonly heads: ExpectedHeads;
  readonly findings: Findings;
  readonly notes: string[];
  readonly now: Date;
}

const MOST_GAPS = 20;

/** Reads the log and expects of every chain what it says; undefined where there is none. */
export async function expectFromLog(
  log: OpenedLog | NoLog,
  { isStage, known, heads, findings, notes, now }: Expecting,
): Promise<LogReport | undefined> {
  if ('missing' in log) {
    if (log.isFinding) findings.add({ kind: 'missing', where: 'log', because: log.missing });
    else notes.push(log.missing);
    return undefined;
  }
  if (log.note) notes.push(log.note);
  for await (const finding of log.source.keeping()) findings.add(finding);
  let late = 0;
  const reading = await readLog(log.source, log.key, findings, async (leaf, index) => {
    if (known.has(index)) return;
    if ('hash' in leaf) {
      const { chain, events, hash, at } = leaf;
      if (leaf.late) late += 1;
      await heads.add(chain, { name: 'log', events, hash, at, ...(leaf.late ? { late: true } : {}) });
    } else if ('change' in leaf) findings.add({ where: leaf.chain, ...seen(leaf, index) });
  });
  if (late > 0)
    notes.push(
      `${late} heads of the log were read from the table, at its first start or after a crash: of before that it proves nothing`,
    );

  const quiet = [
    ...reading.gaps,
    ...(isStage && reading.newest && now.getTime() - Date.parse(reading.newest) > SILENT_MS
      ? [{ from: reading.newest, to: now.toISOString() }]
      : []),
  ];
  for (const { from, to } of quiet.slice(-MOST_GAPS)) {
    if (isStage) findings.add({ kind: 'silent', where: 'log', because: `from ${from} to ${to}` });
    else notes.push(`the log was silent from ${from} to ${to}: was the machine off?`);
  }
  if (quiet.length > MOST_GAPS) notes.push(`and ${quiet.length - MOST_GAPS} times before that`);
  return { ...reading, origin: log.key.name, late };
}

/** What the audit table's stream saw. */
function seen({ change, sequence, at }: Extract<Leaf, { readonly change: string }>, index: number) {
  const kind = ({ MODIFY: 'overwritten', REMOVE: 'removed', MALFORMED: 'inserted' } as const)[change];
  const what = change === 'MALFORMED' ? 'put without a seal' : kind;
  return { kind, sequence, because: `the table's stream saw it ${what} at ${at} (leaf ${index})` };
}
