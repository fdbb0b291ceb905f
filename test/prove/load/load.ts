import type { Campaign, CampaignContext, CampaignResult, Finding } from '../campaign.ts';
import { Agent, pause } from '../stack/agent.ts';
import type { AppMemory } from '../stack/app-protocol.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { type Growth, growthOf, type Sample } from './growth.ts';
import { takePayment } from './take-payment.ts';

/** Sessions at once at each level, each with an agent of its own. */
const LEVELS = [1, 2, 4, 8, 16, 32, 64];
/** Sessions before anything is measured. */
const FIRST = 10;
/** The share of the time spent on finding the limit; the soak gets the rest. */
const RAMP_SHARE = 0.4;
/** Sessions at once during the soak: below the limit, so that growth means a leak and not a queue. */
const SOAK_AT_ONCE = 4;
/** Most heap a session may leave behind, in bytes: by design its documents stay for a day. */
const MOST_KEPT_PER_SESSION = 12_000;
/**
 * Most resident memory a session may leave behind, in bytes, with other threads and native code. The limit is wide,
 * because the system frees memory when it likes; an iterator left open for each query would take a megabyte.
 */
const MOST_RESIDENT_PER_SESSION = 400_000;
/** Sessions after which the slope of resident memory is meaningful. */
const RESIDENT_WARM_UP = 200;
/** Sessions before the first sample counts, while caches and compiled code fill up. */
const WARM_UP = 40;

interface Level {
  readonly atOnce: number;
  readonly perSecond: number;
  readonly responseP95: number;
  readonly keyP95: number;
  readonly busy: number;
  readonly cores: number;
  readonly failed: number;
}

/** Runs enough sessions at once to find the limit, then many in a row to find what is never released. */
export const load: Campaign = {
  name: 'load',
  title: 'Load and soak',
  claim: 'under load it only slows down; memory, timers, sockets and calls stay flat',
  weight: 3,
  async run(context: CampaignContext): Promise<CampaignResult> {
    const { short, log, startStack, remaining } = context;
    const stack = await startStack({ inside: 'practice', settings: { syncRateLimits: false } });
    const agents = await Promise.all(
      Array.from({ length: Math.max(...LEVELS) }, (_, index) => Agent.signIn(stack, `load.${index}`)),
    );
    const levels: Level[] = [];
    // The first ones load the handlers.
    await Promise.all(agents.slice(0, FIRST).map((agent) => takePayment(stack, agent)));
    const rampUntil = Date.now() + remaining() * RAMP_SHARE;
    for (const [index, atOnce] of (short ? LEVELS.slice(0, 2) : LEVELS).entries()) {
      const left = (rampUntil - Date.now()) / (LEVELS.length - index);
      if (left < 500 && levels.length > 0) break;
      levels.push(await runLevel(stack, agents, atOnce, Math.max(left, 2_000)));
      log(`${atOnce} at once: ${levels.at(-1)?.perSecond} sessions a second`);
    }
    const soak = await runSoak(stack, agents, context);
    const growth = growthOf(soak.samples.filter(({ sessions }) => sessions >= WARM_UP));
    const settled = growthOf(soak.samples.filter(({ sessions }) => sessions >= RESIDENT_WARM_UP));
    const best = levels.reduce((a, b) => (b.perSecond > a.perSecond ? b : a));
    return {
      counters: {
        'sessions under rising load': Math.round(soak.before),
        'sessions in the soak': soak.sessions,
        'heap kept per session, bytes': Math.round(growth.heapPerSession),
        ...(isSettled(soak.samples)
          ? { 'resident memory kept per session, bytes': Math.round(settled.residentPerSession) }
          : {}),
        'most sessions a second': best.perSecond,
        'sessions at once at that rate': best.atOnce,
      },
      findings: [...failures(levels), ...soak.findings, ...leaks(growth, settled, soak.samples, short)],
      tables: [
        {
          title: 'Rising load',
          columns: [
            'sessions at once',
            'per second',
            'API response p95, ms',
            'keys to captured p95, ms',
            'thread busy',
            'cores used',
          ],
          rows: levels.map(({ atOnce, perSecond, responseP95, keyP95, busy, cores }) => [
            atOnce,
            perSecond,
            responseP95,
            keyP95,
            `${Math.round(busy * 100)} %`,
            cores.toFixed(2),
          ]),
        },
        {
          title: 'Soak, after collecting garbage',
          columns: ['sessions', 'heap, MB', 'resident, MB', 'timers', 'sockets', 'legs remembered'],
          rows: soak.samples.map(({ sessions, memory }) => [
            sessions,
            megabytes(memory.heapUsed),
            megabytes(memory.rss),
            memory.resources.Timeout ?? 0,
            memory.resources.TCPSocketWrap ?? 0,
            memory.calls,
          ]),
        },
      ],
      notes: [saturation(levels)],
    };
  },
};

async function runLevel(
  stack: ProveStack,
  agents: readonly Agent[],
  atOnce: number,
  milliseconds: number,
): Promise<Level> {
  const before = await stack.app().memory();
  const startedAt = Date.now();
  const durations: number[] = [];
  const keys: number[] = [];
  let done = 0;
  let failed = 0;
  await Promise.all(
    agents.slice(0, atOnce).map(async (agent) => {
      do {
        const taken = await takePayment(stack, agent);
        durations.push(...taken.responsesMs);
        keys.push(...taken.keysMs);
        if (taken.ok) done += 1;
        else failed += 1;
      } while (Date.now() - startedAt < milliseconds);
    }),
  );
  const after = await stack.app().memory();
  const took = Date.now() - startedAt;
  return {
    atOnce,
    perSecond: Math.round((done / took) * 10_000) / 10,
    responseP95: percentile95(durations),
    keyP95: percentile95(keys),
    busy: (after.busyMs - before.busyMs) / took,
    cores: (after.cpuMs - before.cpuMs) / took,
    failed,
  };
}

async function runSoak(stack: ProveStack, agents: readonly Agent[], { short, remaining }: CampaignContext) {
  const samples: Sample[] = [];
  const findings: Finding[] = [];
  const before = (await stack.app().memory()).calls / 2;
  const wanted = short ? 12 : Number.POSITIVE_INFINITY;
  let sessions = 0;
  const batch = short ? 4 : 40;
  const reserveMs = 6_000;
  do {
    const goal = Math.min(sessions + batch, wanted);
    await Promise.all(
      agents.slice(0, SOAK_AT_ONCE).map(async (agent) => {
        while (sessions < goal && (short || remaining() > reserveMs)) {
          sessions += 1;
          const { ok } = await takePayment(stack, agent);
          if (!ok) findings.push({ claim: 'every payment of the soak succeeds', what: 'One did not.' });
        }
      }),
    );
    await pause(short ? 0 : 500);
    samples.push({ sessions, memory: await stack.app().memory() });
  } while (sessions < wanted && (short || remaining() > reserveMs));
  return { sessions, samples, findings, before };
}

function failures(levels: readonly Level[]): readonly Finding[] {
  return levels
    .filter(({ failed }) => failed > 0)
    .map(({ atOnce, failed }) => ({
      claim: 'under load it only slows down',
      what: `${failed} payments did not succeed.`,
      where: `${atOnce} sessions at once`,
    }));
}

function leaks(
  growth: Growth,
  settled: Growth,
  samples: readonly Sample[],
  short: boolean,
): readonly Finding[] {
  // A slope needs points: a few dozen sessions say nothing about memory.
  if (short || samples.length < 5) return [];
  const findings: Finding[] = [];
  const claim = 'memory, timers, sockets and calls stay flat';
  if (growth.heapPerSession > MOST_KEPT_PER_SESSION) {
    findings.push({
      claim,
      what: `Each session leaves ${Math.round(growth.heapPerSession)} bytes of heap behind.`,
    });
  }
  if (isSettled(samples) && settled.residentPerSession > MOST_RESIDENT_PER_SESSION) {
    findings.push({
      claim,
      what: `Each session leaves ${Math.round(settled.residentPerSession)} bytes of resident memory behind.`,
    });
  }
  for (const name of ['Timeout', 'TCPSocketWrap'] as const) {
    const slope = growth.resourcePerSession(name);
    if (slope > 0.02) findings.push({ claim, what: `${name}: ${slope.toFixed(3)} more with each session.` });
  }
  if (growth.callsPerSession > 0.5 && (samples.at(-1)?.memory.calls ?? 0) > 2_500) {
    findings.push({ claim, what: 'Ended calls are never forgotten.', where: 'simulator' });
  }
  return findings;
}

/** Whether there were enough sessions for resident memory to have a slope. */
function isSettled(samples: readonly Sample[]): boolean {
  return (samples.at(-1)?.sessions ?? 0) >= 2 * RESIDENT_WARM_UP;
}

function saturation(levels: readonly Level[]): string {
  const best = levels.reduce((a, b) => (b.perSecond > a.perSecond ? b : a));
  const last = levels.at(-1) ?? best;
  const what =
    last.busy > 0.9
      ? 'its one JavaScript thread (API, handlers and simulator share it; the database engine has its own)'
      : 'the machine: the thread was not always busy, because it waited for a core or for the disk';
  return `With ${best.atOnce} sessions at once it takes ${best.perSecond} payments a second; with ${last.atOnce} it takes ${last.perSecond}, and the thread is busy ${Math.round(last.busy * 100)} % of the time. The bottleneck is ${what}.`;
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0);
}

function megabytes(bytes: AppMemory['rss']): number {
  return Math.round(bytes / 100_000) / 10;
}
