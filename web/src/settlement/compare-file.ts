import type { SettlementFormat } from '#lambdas/contract/desk-api.ts';
import { CLASSES, type Class, type Finding, isRecordable, MOST_SHOWN } from './finding.ts';
import type { Mapping } from './mapping.ts';
import { match, spanOf } from './match.ts';
import type { OurPayment } from './our-payment.ts';
import { createFileReader, type FileProblem, FileRefusal, type SettlementFile } from './read-file.ts';
import type { Reject } from './row.ts';
import { type KindSum, type PayoutGap, payoutGaps, sumKinds } from './sums.ts';

/** What the page asks of its worker, in this order. A file that is given again starts from the beginning. */
export type Ask =
  | { readonly what: 'read'; readonly file: Blob; readonly zone: string; readonly mapping?: Mapping }
  /** Forgets our payments, for a comparison over other days. */
  | { readonly what: 'forget' }
  | { readonly what: 'payments'; readonly payments: readonly OurPayment[] }
  /** `now` in milliseconds since the epoch; `look` comes back with the result. */
  | { readonly what: 'compare'; readonly now: number; readonly look: number };

/** What it is told. */
export type Told =
  | { readonly what: 'progress'; readonly rows: number; readonly share: number }
  /** `columns` is a hash of the file's header, under which its meaning is remembered. */
  | { readonly what: 'refused'; readonly problem: FileProblem; readonly columns: string }
  | { readonly what: 'read'; readonly facts: FileFacts }
  | { readonly what: 'compared'; readonly comparison: Comparison; readonly look: number };

/** What is shown of a file beside the findings. */
export interface FileFacts {
  /** SHA-256 in hex: the file's identity. */
  readonly hash: string;
  readonly format: SettlementFormat;
  readonly lines: number;
  readonly rejected: number;
  /** The first of those. */
  readonly rejects: readonly Reject[];
  readonly sums: readonly KindSum[];
  readonly gaps: readonly PayoutGap[];
  readonly isCutOff: boolean;
  /** From its first payment to its last, in milliseconds since the epoch. */
  readonly span?: { readonly from: number; readonly to: number };
}

export interface Comparison {
  readonly counts: Readonly<Record<Class, number>>;
  /** All that can be recorded, and the first of the others. */
  readonly findings: readonly Finding[];
  readonly outside: number;
  readonly compared: number;
}

const MOST_REJECTS = 50;
/** The whole file is hashed at once. */
const MOST_BYTES = 300_000_000;
const ROWS_A_REPORT = 5_000;

/** The worker's side of settlement, without the worker. Nothing of the file leaves it but what `Told` names. */
export function createComparing(tell: (told: Told) => void): (ask: Ask) => Promise<void> {
  let file: SettlementFile | undefined;
  let payments: OurPayment[] = [];
  return async (ask) => {
    switch (ask.what) {
      case 'read': {
        const reading = await readFile(ask, tell);
        file = reading.file;
        tell(reading.told);
        return;
      }
      case 'forget':
        payments = [];
        return;
      case 'payments':
        payments.push(...ask.payments);
        return;
      case 'compare':
        if (!file) return;
        tell({ what: 'compared', comparison: compare(file, payments, ask.now), look: ask.look });
    }
  };
}

async function readFile(
  { file: blob, zone, mapping }: Extract<Ask, { what: 'read' }>,
  tell: (told: Told) => void,
): Promise<{ readonly file?: SettlementFile; readonly told: Told }> {
  const refused = async (problem: FileProblem) => ({
    told: { what: 'refused', problem, columns: await columnsOf(problem) } as const,
  });
  if (blob.size > MOST_BYTES) return refused({ what: 'tooLarge' });
  try {
    const hash = await hashOf(await blob.arrayBuffer());
    const reader = createFileReader(zone, mapping);
    let [bytes, reported] = [0, 0];
    for await (const { text, size } of textOf(blob)) {
      reader.push(text);
      bytes += size;
      if (reader.rows() - reported >= ROWS_A_REPORT) {
        reported = reader.rows();
        tell({ what: 'progress', rows: reported, share: bytes / blob.size });
      }
    }
    const file = reader.end();
    return { file, told: { what: 'read', facts: factsOf(file, hash, reader.rows()) } };
  } catch (error) {
    if (error instanceof FileRefusal) return refused(error.problem);
    return refused({ what: 'unreadable' });
  }
}

/** Pieces of a file as text: UTF-8, or UTF-16 where the file begins with its mark. */
async function* textOf(blob: Blob): AsyncGenerator<{ readonly text: string; readonly size: number }> {
  const reader = blob.stream().getReader();
  let decoder: TextDecoder | undefined;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    decoder ??= new TextDecoder(MARKS[`${value[0]} ${value[1]}`] ?? 'utf-8');
    yield { text: decoder.decode(value, { stream: true }), size: value.length };
  }
  yield { text: decoder?.decode() ?? '', size: 0 };
}

const MARKS: Readonly<Record<string, string>> = { '255 254': 'utf-16le', '254 255': 'utf-16be' };

async function hashOf(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function columnsOf(problem: FileProblem): Promise<string> {
  if (problem.what !== 'unknown') return '';
  return hashOf(new TextEncoder().encode(problem.header.join('\n')));
}

function factsOf(file: SettlementFile, hash: string, lines: number): FileFacts {
  const { format, rows, rejects, isCutOff } = file;
  const span = spanOf(rows.filter(({ kind }) => kind === 'payment'));
  return {
    ...{ hash, format, lines, isCutOff, rejected: rejects.length, rejects: rejects.slice(0, MOST_REJECTS) },
    sums: sumKinds(rows),
    gaps: payoutGaps(rows),
    ...(span ? { span } : {}),
  };
}

function compare({ rows }: SettlementFile, payments: readonly OurPayment[], now: number): Comparison {
  const { findings, outside } = match(rows, payments, now);
  const counts = Object.fromEntries(CLASSES.map((what) => [what, 0])) as Record<Class, number>;
  const drawn = { ...counts };
  const shown = findings.filter((finding) => {
    counts[finding.what] += 1;
    if (!isWorthShowing(finding)) return false;
    drawn[finding.what] += 1;
    return drawn[finding.what] <= MOST_SHOWN || isRecordable(finding);
  });
  return { counts, findings: shown, outside, compared: payments.length };
}

/** What was matched by likeness is shown as the guess it is; exact matches are only counted. */
function isWorthShowing({ what, by }: Finding): boolean {
  return what !== 'matched' || by === 'likeness';
}
