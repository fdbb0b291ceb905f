import { computed, signal } from '@preact/signals';
import { type Address, readAddress, writeAddress } from './address.ts';
import { matching, withEntries } from './entries.ts';
import type { Server } from './server.ts';
import type { ClockState, Entry, FaultPlan, Info, Setting, State } from './wire.ts';
import { counted } from './words.ts';

export type ConsoleModel = ReturnType<typeof createModel>;

const FLUSH_MS = 50;
const REFRESH_MS = 2000;
/** Between two sentences read to a screen reader. */
const QUIET_MS = 5000;

const NOTHING: State = { calls: [], payments: [], queues: [], conferences: [], sync: [] };

/** The console's state and its actions. */
export function createModel(server: Server) {
  const entries = signal<readonly Entry[]>([]);
  /** Arrived while paused. */
  const waiting = signal<readonly Entry[]>([]);
  const paused = signal(false);
  const link = signal<'connecting' | 'online' | 'lost'>('connecting');
  const address = signal(readAddress(location.hash));
  const state = signal(NOTHING);
  const faults = signal<FaultPlan>({});
  const settings = signal<readonly Setting[]>([]);
  /** Address of the application's page; null when none was given, undefined until that is known. */
  const application = signal<string | null | undefined>(undefined);
  /** Why each setting has its default. */
  const reasons = signal<Info['reasons']>({});
  /** The simulator's time, and when this page learned it. */
  const clock = signal<(ClockState & { readonly learnedAt: number }) | undefined>(undefined);
  /** Why the last action was refused, or how it went. */
  const notice = signal<{ readonly text: string; readonly bad: boolean } | undefined>(undefined);
  /** For screen readers. */
  const said = signal('');

  let forgetting: ReturnType<typeof setTimeout> | undefined;
  /** What went well is gone after a while; what went wrong stays until it is dismissed. */
  function tell(text: string, bad = false): void {
    clearTimeout(forgetting);
    notice.value = { text, bad };
    if (!bad) forgetting = setTimeout(dismiss, QUIET_MS);
  }
  function dismiss(): void {
    notice.value = undefined;
  }

  const shown = computed(() => matching(entries.value, address.value, state.value.calls));
  const selected = computed(() => entries.value.find(({ id }) => id === address.value.id));

  let arriving: Entry[] = [];
  let isReplay = true;
  let unsaid: Entry[] = [];
  let quietUntil = 0;

  function flush(): void {
    const batch = arriving;
    arriving = [];
    const known = [...entries.value, ...waiting.value];
    const newest = Number(known.at(-1)?.id ?? 0);
    const isOfAnotherProcess = ({ id, at }: Entry) =>
      Number(id) <= newest && known.find((entry) => entry.id === id)?.at !== at;
    if (batch.some(isOfAnotherProcess)) {
      entries.value = [];
      waiting.value = [];
      go({ after: undefined, id: undefined });
    }
    // The address may be from before a restart.
    if (Number(batch.at(-1)?.id) < Number(address.value.after ?? 0)) go({ after: undefined });
    const last = Number(entries.value.at(-1)?.id ?? 0);
    if (!paused.value) entries.value = withEntries(entries.value, batch);
    else
      waiting.value = withEntries(
        waiting.value,
        batch.filter(({ id }) => Number(id) > last),
      );
    if (!isReplay) say(batch.filter(({ problem }) => problem));
    isReplay = false;
    refresh();
  }

  /** One sentence at a time, however many arrive. */
  function say(problems: readonly Entry[]): void {
    unsaid.push(...problems);
    const wait = quietUntil - Date.now();
    if (unsaid.length === 0) return;
    if (wait > 0) {
      setTimeout(() => say([]), wait + 1);
      return;
    }
    quietUntil = Date.now() + QUIET_MS;
    said.value =
      unsaid.length === 1
        ? `Problem: ${unsaid[0]?.problem}`
        : `${counted(unsaid.length, 'request')} with problems. The newest: ${unsaid.at(-1)?.problem}`;
    unsaid = [];
  }

  let refreshing: Promise<void> | undefined;
  let again = false;
  /** Learns how everything stands; requests made meanwhile become one. */
  function refresh(): void {
    if (refreshing) {
      again = true;
      return;
    }
    refreshing = learn().finally(() => {
      refreshing = undefined;
      if (again) refresh();
      again = false;
    });
  }

  async function learn(): Promise<void> {
    const [standing, plan, time] = await Promise.all([
      server.ask<State>('GET', '/simulator/state'),
      server.ask<FaultPlan>('GET', '/simulator/faults'),
      server.ask<ClockState>('GET', '/simulator/clock'),
    ]);
    if ('body' in standing) state.value = { ...NOTHING, ...standing.body };
    if ('body' in plan && !isSame(plan.body, faults.value)) faults.value = plan.body;
    if ('body' in time) clock.value = { ...time.body, learnedAt: Date.now() };
  }

  async function learnSettings(): Promise<void> {
    const [list, info] = await Promise.all([
      server.ask<readonly Setting[]>('GET', '/simulator/settings'),
      server.ask<Info>('GET', '/console/info.json'),
    ]);
    if ('body' in list) settings.value = list.body;
    if ('refusal' in info) return;
    application.value = info.body.application;
    reasons.value = info.body.reasons;
  }

  server.watch({
    opened() {
      link.value = 'online';
      isReplay = true;
      refresh();
      void learnSettings();
    },
    entry(entry) {
      arriving.push(entry);
      if (arriving.length === 1) setTimeout(flush, FLUSH_MS);
    },
    lost() {
      link.value = 'lost';
    },
  });
  addEventListener('hashchange', () => {
    address.value = readAddress(location.hash);
  });
  setInterval(() => {
    if (document.visibilityState === 'visible' && link.value === 'online') refresh();
  }, REFRESH_MS);

  /** Changes the address in place: filters are no steps to go back to. */
  function go(change: Partial<Address>): void {
    address.value = { ...address.value, ...change };
    history.replaceState(null, '', writeAddress(address.value));
  }

  /** Asks for something to happen; a refusal is shown, and `done` when it went well. */
  async function act<Body>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: object | undefined,
    done: string | undefined,
  ): Promise<Body | undefined> {
    dismiss();
    const reply = await server.ask<Body>(method, path, body);
    refresh();
    if ('refusal' in reply) {
      tell(reply.refusal, true);
      return undefined;
    }
    if (done) tell(done);
    return reply.body;
  }

  return {
    application,
    entries,
    waiting,
    paused,
    link,
    address,
    state,
    faults,
    settings,
    reasons,
    clock,
    notice,
    dismiss,
    said,
    shown,
    selected,
    go,
    select: (id: string | undefined) => go({ id }),
    togglePause() {
      paused.value = !paused.value;
      if (paused.value) return;
      entries.value = withEntries(entries.value, waiting.value);
      waiting.value = [];
    },
    /** Hides what is listed now; the simulator keeps it. */
    clear: () => go({ after: (waiting.value.at(-1) ?? entries.value.at(-1))?.id, id: undefined }),
    async sendAgain({ id }: Entry) {
      const sent = await act<{ readonly id: string }>(
        'POST',
        `/simulator/requests/${id}/send`,
        undefined,
        undefined,
      );
      if (sent) go({ id: sent.id });
    },
    async copy(text: string) {
      try {
        await navigator.clipboard.writeText(text);
        tell('Copied.');
      } catch {
        tell('The browser did not allow copying: select the text instead.', true);
      }
    },
    async placeCall(answer: string) {
      const placed = await act<{ readonly callSid: string }>(
        'POST',
        '/simulator/calls',
        { answer },
        undefined,
      );
      if (placed) go({ call: placed.callSid });
    },
    hangUp: (callSid: string) => act('POST', `/simulator/calls/${callSid}/hangup`, undefined, undefined),
    press: (callSid: string, digits: string) =>
      act(
        'POST',
        `/simulator/calls/${callSid}/digits`,
        { digits },
        `${counted(digits.length, 'key')} pressed.`,
      ),
    async setFaults(plan: FaultPlan) {
      const set = await act<FaultPlan>('PUT', '/simulator/faults', plan, 'These faults are on from now.');
      if (set) faults.value = set;
    },
    async clearFaults() {
      await act('DELETE', '/simulator/faults', undefined, 'No faults any more.');
      faults.value = {};
    },
    async setClock(change: object) {
      const time = await act<ClockState>('POST', '/simulator/clock', change, undefined);
      if (time) clock.value = { ...time, learnedAt: Date.now() };
    },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
