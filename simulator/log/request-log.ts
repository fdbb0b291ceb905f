import type { RequestFilter, RequestLog, RequestLogEntry } from '../services.ts';
import { maskData } from './mask-digits.ts';

/** Entries kept. */
export const KEPT = 1000;
const PATIENCE_MS = 5000;

/**
 * Keeps the last 1,000 requests. Parameters arrive by an allow-list; long numbers are masked here, wherever they stand,
 * because applications choose addresses, names and types. Ids count up for the life of the process.
 */
export function createRequestLog(): RequestLog {
  let entries: RequestLogEntry[] = [];
  let lastId = 0;
  const again = new WeakMap<RequestLogEntry, () => Promise<RequestLogEntry>>();
  const listeners = new Set<(entry: RequestLogEntry) => void>();

  const onAdd: RequestLog['onAdd'] = (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  return {
    add(given, sendAgain) {
      lastId += 1;
      const entry = { id: String(lastId), ...(maskData(given) as typeof given) };
      if (sendAgain) again.set(entry, sendAgain);
      entries.push(entry);
      // Twice as many before any is dropped: to move them for each entry would cost more than to make it.
      if (entries.length >= 2 * KEPT) entries = entries.slice(-KEPT);
      for (const listener of listeners) listener(entry);
      return entry;
    },
    list(filter = {}) {
      const { after = 0, limit = KEPT } = filter;
      // Ids have no gaps, so the place of one follows from that of the last.
      const newer = Math.min(KEPT, lastId - after);
      return newer > 0 ? entries.slice(-newer).filter(matcher(filter)).slice(-limit) : [];
    },
    find: (id) => entries.slice(-KEPT).find((entry) => entry.id === id),
    sendAgain: (entry) => again.get(entry)?.(),
    onAdd,
    next({ timeoutMilliseconds = PATIENCE_MS, ...filter } = {}) {
      return new Promise((resolve, reject) => {
        const matches = matcher(filter);
        const others: Record<string, number> = {};
        const stop = onAdd((entry) => {
          if (!matches(entry)) {
            others[entry.kind] = (others[entry.kind] ?? 0) + 1;
            return;
          }
          clearTimeout(timer);
          stop();
          resolve(entry);
        });
        const timer = setTimeout(() => {
          stop();
          reject(new Error(missed(filter, timeoutMilliseconds, others)));
        }, timeoutMilliseconds);
      });
    },
    clear() {
      entries = [];
    },
  };
}

/** Whether an entry is one of those looked for. */
export function matcher({ kind, call, problem, where }: RequestFilter): (entry: RequestLogEntry) => boolean {
  const kinds = typeof kind === 'string' ? [kind] : kind;
  return (entry) =>
    (!kinds || kinds.includes(entry.kind)) &&
    (call === undefined || entry.callSid === call) &&
    (problem === undefined || problem === (entry.problem !== undefined)) &&
    (!where || where(entry));
}

function missed(
  { kind, call, problem, where }: RequestFilter,
  milliseconds: number,
  others: Readonly<Record<string, number>>,
): string {
  const sought = [
    kind === undefined ? 'request' : `${[kind].flat().join(' or ')} request`,
    ...(call === undefined ? [] : [`of call ${call}`]),
    ...(problem === undefined ? [] : [problem ? 'with a problem' : 'without a problem']),
    ...(where ? ['that fits'] : []),
  ].join(' ');
  const came = Object.entries(others).map(([name, count]) => `${count} ${name}`);
  const instead = came.length > 0 ? `Others came: ${came.join(', ')}.` : 'No other request came either.';
  return `No ${sought} came within ${milliseconds / 1000} seconds. ${instead}`;
}
