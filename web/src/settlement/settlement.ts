import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { ApiError } from '#web/src/api/client.ts';
import type { DeskApi } from '#web/src/api/desk-api.ts';
import type { Clock } from '#web/src/platform/clock.ts';
import type { Ask, Comparison, FileFacts, Told } from './compare-file.ts';
import { type Finding, isRecordable } from './finding.ts';
import type { Mapping } from './mapping.ts';
import { ourPayment } from './our-payment.ts';
import type { FileProblem } from './read-file.ts';

export type Phase = 'idle' | 'reading' | 'mapping' | 'fetching' | 'done';

/** Days of our payments, as `2026-11-22`, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export interface Recording {
  readonly total: number;
  readonly done: number;
  readonly failed: readonly { readonly finding: Finding; readonly error: ApiError }[];
  readonly isOver: boolean;
}

/** A settlement file on its way through the page: read, compared, and what it shows recorded. */
export interface Settlement {
  readonly phase: ReadonlySignal<Phase>;
  readonly name: ReadonlySignal<string>;
  readonly progress: ReadonlySignal<{ readonly rows: number; readonly share: number }>;
  readonly problem: ReadonlySignal<FileProblem | undefined>;
  readonly facts: ReadonlySignal<FileFacts | undefined>;
  readonly days: Signal<Days>;
  readonly comparison: ReadonlySignal<Comparison | undefined>;
  /** Why our payments could not be had. */
  readonly failure: ReadonlySignal<ApiError | undefined>;
  /** Lines of suggestions that a person has confirmed. */
  readonly confirmed: Signal<ReadonlySet<number>>;
  readonly recording: ReadonlySignal<Recording | undefined>;
  /** Payments whose finding is recorded. */
  readonly recorded: ReadonlySignal<ReadonlySet<string>>;
  read(file: File): void;
  /** Reads the same file as a person says, and remembers that for files with the same columns. */
  map(mapping: Mapping): void;
  /** The meaning of these columns, if a person has said it before. */
  remembered(): Mapping | undefined;
  /** Fetches our payments of the chosen days, and compares again. */
  compare(): Promise<void>;
  /** Records each fact and each confirmed suggestion; those that were recorded before are left alone. */
  record(): Promise<void>;
  cancel(): void;
}

interface Needs {
  readonly api: Pick<DeskApi, 'list' | 'resolve'>;
  readonly clock: Clock;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly openWorker: () => Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;
  /** IANA name of the zone in which days are read. */
  readonly zone: () => string;
  readonly dayOf: (moment: Date) => string;
  readonly addDays: (day: string, days: number) => string;
  readonly startOf: (day: string) => string;
}

/** Payments of these days before and after the file's own are fetched, too. */
const MARGIN_DAYS = 3;
const AT_ONCE = 4;

export function createSettlement(needs: Needs): Settlement {
  const { api, clock, openWorker, zone, dayOf, addDays, startOf } = needs;
  const phase = signal<Phase>('idle');
  const name = signal('');
  const progress = signal({ rows: 0, share: 0 });
  const problem = signal<FileProblem | undefined>(undefined);
  const facts = signal<FileFacts | undefined>(undefined);
  const days = signal<Days>({ from: '', to: '' });
  const comparison = signal<Comparison | undefined>(undefined);
  const failure = signal<ApiError | undefined>(undefined);
  const confirmed = signal<ReadonlySet<number>>(new Set());
  const recording = signal<Recording | undefined>(undefined);
  const recorded = signal<ReadonlySet<string>>(new Set());
  let worker: ReturnType<typeof openWorker> | undefined;
  let file: File | undefined;
  let columns = '';
  /** Counts comparisons, so that one that was left behind changes nothing. */
  let look = 0;

  const ask = (message: Ask) => worker?.postMessage(message);
  const stop = () => {
    look += 1;
    worker?.terminate();
    worker = undefined;
  };
  const open = () => {
    stop();
    const mine = openWorker();
    worker = mine;
    mine.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      if (mine === worker) hear(data);
    });
    mine.addEventListener('error', () => {
      if (mine === worker) hear({ what: 'refused', problem: { what: 'unreadable' }, columns: '' });
    });
  };
  const hear = (told: Told) => {
    if (told.what === 'progress') progress.value = told;
    if (told.what === 'refused') {
      columns = told.columns;
      problem.value = told.problem;
      phase.value = told.problem.what === 'unknown' ? 'mapping' : 'idle';
    }
    if (told.what === 'read') {
      facts.value = told.facts;
      const { from, to } = told.facts.span ?? { from: clock.now(), to: clock.now() };
      const today = dayOf(new Date(clock.now()));
      const last = addDays(dayOf(new Date(to)), MARGIN_DAYS);
      days.value = {
        from: addDays(dayOf(new Date(from)), -MARGIN_DAYS),
        to: last < today ? last : today,
      };
      void compare();
    }
    if (told.what === 'compared' && told.look === look) {
      comparison.value = told.comparison;
      phase.value = 'done';
    }
  };
  const begin = (mapping?: Mapping) => {
    if (!file) return;
    open();
    problem.value = undefined;
    facts.value = undefined;
    comparison.value = undefined;
    failure.value = undefined;
    recording.value = undefined;
    confirmed.value = new Set();
    recorded.value = new Set();
    progress.value = { rows: 0, share: 0 };
    phase.value = 'reading';
    ask({ what: 'read', file, zone: zone(), ...(mapping ? { mapping } : {}) });
  };

  const compare = async () => {
    look += 1;
    const mine = look;
    failure.value = undefined;
    comparison.value = undefined;
    phase.value = 'fetching';
    progress.value = { rows: 0, share: 0 };
    ask({ what: 'forget' });
    try {
      let cursor: string | undefined;
      do {
        const { from, to } = days.peek();
        const page = await api.list({
          from: startOf(from),
          to: startOf(addDays(to, 1)),
          limit: '1000',
          cursor,
        });
        if (mine !== look) return;
        ask({ what: 'payments', payments: page.items.map(ourPayment) });
        progress.value = { rows: progress.peek().rows + page.items.length, share: 0 };
        cursor = page.cursor;
      } while (cursor);
      ask({ what: 'compare', now: clock.now(), look: mine });
    } catch (error) {
      if (mine !== look) return;
      failure.value = error as ApiError;
      phase.value = 'done';
    }
  };

  return {
    ...{
      phase,
      name,
      progress,
      problem,
      facts,
      days,
      comparison,
      failure,
      confirmed,
      recording,
      recorded,
      compare,
    },
    read(chosen) {
      file = chosen;
      name.value = chosen.name;
      begin();
    },
    map(mapping) {
      needs.storage.setItem(keyOf(columns), JSON.stringify(mapping));
      begin(mapping);
    },
    remembered() {
      const kept = needs.storage.getItem(keyOf(columns));
      return kept === null ? undefined : (JSON.parse(kept) as Mapping);
    },
    cancel() {
      stop();
      phase.value = 'idle';
    },
    async record() {
      const [known, shown] = [facts.peek(), comparison.peek()];
      if (!known || !shown || recording.peek()?.isOver === false) return;
      const todo = toRecord(shown.findings, confirmed.peek(), recorded.peek());
      const failed: { finding: Finding; error: ApiError }[] = [];
      let done = 0;
      const report = (isOver: boolean) => {
        recording.value = { total: todo.length, done, failed: [...failed], isOver };
      };
      report(false);
      const waiting = [...todo];
      const work = async () => {
        for (let finding = waiting.shift(); finding; finding = waiting.shift()) {
          try {
            await recordOne(api, finding, known);
            recorded.value = new Set([...recorded.peek(), finding.payments[0]?.paySid ?? '']);
            done += 1;
          } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            failed.push({ finding, error });
          }
          report(false);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      report(true);
    },
  };
}

/** What is written down at one press: facts, and the suggestions that were confirmed; nothing twice. */
export function toRecord(
  findings: readonly Finding[],
  confirmed: ReadonlySet<number>,
  recorded: ReadonlySet<string>,
): readonly Finding[] {
  return findings.filter(
    (finding) =>
      isRecordable(finding) &&
      !recorded.has(finding.payments[0]?.paySid ?? '') &&
      (finding.by !== 'likeness' || confirmed.has(finding.row?.line ?? 0)),
  );
}

const keyOf = (columns: string) => `settlement.columns.${columns}`;

/** Safe to repeat: the same finding of the same person is recorded once. */
async function recordOne(
  api: Pick<DeskApi, 'resolve'>,
  { row, payments: [payment] }: Finding,
  { hash, format }: FileFacts,
): Promise<PaySession | undefined> {
  if (!row || !payment) return undefined;
  const request = {
    paySid: payment.paySid,
    finding: 'charged',
    line: { file: hash, format, line: row.line },
  } as const;
  const [processorReference] = row.ids;
  if (processorReference === undefined) return api.resolve(request);
  try {
    return await api.resolve({ ...request, processorReference });
  } catch (error) {
    // Some ids cannot be told from the caller's own number. The line of the file still shows them.
    if ((error as ApiError).field !== 'processorReference') throw error;
    return api.resolve(request);
  }
}
