import type { LogReport } from './expect-from-log.ts';
import type { FoundPayment } from './find-payment.ts';
import type { Finding } from './findings.ts';
import type { Verdict } from './verify-audit.ts';

/** Everything that a run has to say. */
export interface Report extends Omit<Verdict, 'anchor'> {
  readonly log?: LogReport;
  /** At most so many of them are kept. */
  readonly findings: readonly Finding[];
  /** How many there are. */
  readonly count: number;
  /** What is worth knowing, and wrong with nothing. */
  readonly notes: readonly string[];
}

export function textOf({
  chains,
  events,
  expired,
  unsealed,
  behind,
  log,
  findings,
  count,
  notes,
}: Report): string {
  const past = expired === 0 ? '' : `, ${expired} expired`;
  const waiting = unsealed === 0 ? '' : `, ${unsealed} not sealed yet`;
  const more = count > findings.length ? [`and ${count - findings.length} more`] : [];
  return `${[
    ...findings.map(lineOf),
    ...more,
    ...(behind === 0
      ? []
      : [
          `note: ${countOf(behind, 'item is behind its trail', 'items are behind their trails')}: the sweep mends them`,
        ]),
    ...notes.map((note) => `note: ${note}`),
    ...(log ? [logLine(log)] : []),
    `${countOf(chains, 'chain')}, ${countOf(events, 'event')}${past}${waiting}, ${count === 0 ? 'all whole' : `${count} not whole`}`,
  ].join('\n')}\n`;
}

/** Of one payment. */
export function textOfPayment({ events, findings, seal, note }: FoundPayment): string {
  const lines = findings.map(lineOf);
  if (note) lines.push(`note: ${note}`);
  if (seal) {
    const { sealedAt, index, size, events: sealed } = seal;
    lines.push(`sealed at ${sealedAt}: event ${sealed} of ${events}, leaf ${index} of ${size}`);
    if (sealed < events)
      lines.push(
        `note: ${countOf(events - sealed, 'event is not sealed by a head of its own', 'events are not sealed by a head of their own')} yet`,
      );
  }
  return `${lines.join('\n')}\n`;
}

function lineOf({ where, kind, sequence, because }: Finding): string {
  return sequence === undefined
    ? `${where}  ${kind}: ${because}`
    : `${where}  event ${sequence} was ${kind === 'unsealed' ? 'not sealed' : kind}: ${because}`;
}

function logLine({ origin, size, newest, sealedUntil, checkpoints }: LogReport): string {
  const age = newest === undefined ? 'empty' : `newest of ${newest}`;
  const until = sealedUntil === undefined ? 'still catching up' : `sealed until ${sealedUntil}`;
  return `log ${origin}: ${countOf(size, 'leaf', 'leaves')}, ${age}, ${until}, ${countOf(checkpoints, 'checkpoint')}`;
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
