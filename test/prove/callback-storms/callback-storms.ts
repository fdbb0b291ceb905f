import type { Campaign, CampaignContext, CampaignResult, Finding } from '../campaign.ts';
import { makePayer } from '../leak-hunt/cards.ts';
import type { Random } from '../random.ts';
import { Agent, pause } from '../stack/agent.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { driveSession } from './drive-session.ts';
import { type DrivenSession, judge } from './judge.ts';
import { PHASES, type Phase, unleash } from './phases.ts';

const AGENTS = 8;
const HOURS = 3_600_000;

interface Totals {
  sessions: number;
  acknowledged: number;
  events: number;
  kills: number;
  swept: number;
  replayed: number;
  documentsBehind: number;
  slowestFinalMs: number;
}

/** Delivers callbacks in every bad way, with a failing store, a failing Sync and a process that dies. */
export const callbackStorms: Campaign = {
  name: 'callback-storms',
  title: 'Callback storms',
  claim:
    'whatever happens to callbacks, nothing acknowledged is lost, duplicated or reported wrongly, and no session hangs',
  weight: 4,
  async run(context: CampaignContext): Promise<CampaignResult> {
    const { random, short, log } = context;
    const totals: Totals = {
      sessions: 0,
      acknowledged: 0,
      events: 0,
      kills: 0,
      swept: 0,
      replayed: 0,
      documentsBehind: 0,
      slowestFinalMs: 0,
    };
    const findings: Finding[] = [];
    const rows: (readonly (string | number)[])[] = [];
    const phases = short ? PHASES.filter(({ name }) => SHORT.includes(name)) : PHASES;
    // Incoming digits are not events: fewer of them leave more time for callbacks that are.
    const stack = await context.startStack({ settings: { coalescePartials: true } });
    const supervisor = await Agent.signIn(stack, 'sam', undefined, 'supervisor');
    for (const [index, phase] of phases.entries()) {
      // Three more shares than phases, for the burst at the end.
      const share = context.remaining() / (phases.length - index + 3);
      const sessions = await runPhase(stack, phase, random.fork(phase.name), short, share, totals);
      const verdict = await settleAndJudge(stack, supervisor, sessions, phase.name, totals);
      findings.push(...verdict.findings);
      rows.push(rowOf(phase.name, verdict));
      log(`${phase.name}: ${sessions.length} sessions, ${verdict.findings.length} findings`);
      // Now, because a run that is stopped writes no report.
      for (const { claim, what, where } of verdict.findings) log(`FOUND ${claim}: ${what} (${where})`);
    }
    if (!short) {
      const sessions = await burst(stack, random.fork('burst'), context);
      const verdict = await settleAndJudge(stack, supervisor, sessions, 'burst', totals);
      findings.push(...verdict.findings);
      rows.push(rowOf('burst: all at once', verdict));
      log(`burst: ${sessions.length} sessions at once, ${verdict.findings.length} findings`);
    }
    return {
      counters: {
        sessions: totals.sessions,
        'callbacks acknowledged': totals.acknowledged,
        'events in trails': totals.events,
        'callbacks replayed hours later': totals.replayed,
        'store requests': stack.database.counts.requests,
        'store requests made to fail': stack.database.counts.failed,
        'kills during a session': totals.kills,
        'sessions ended by the sweep': totals.swept,
        'documents behind, covered by the desk’s polling': totals.documentsBehind,
        'slowest response with the final state after the faults, ms': totals.slowestFinalMs,
      },
      findings,
      tables: [{ title: 'By faults', columns: ['faults', ...FINAL, 'findings'], rows }],
    };
  },
};

const SHORT = [
  'late, duplicated, reordered and lost callbacks',
  'failing between the append and what follows',
];

const FINAL = ['succeeded', 'failed', 'cancelled', 'unknown'];

function rowOf(
  name: string,
  { findings, states }: { readonly findings: readonly Finding[]; readonly states: readonly string[] },
): readonly (string | number)[] {
  return [name, ...FINAL.map((state) => states.filter((ended) => ended === state).length), findings.length];
}

async function runPhase(
  stack: ProveStack,
  phase: Phase,
  random: Random,
  short: boolean,
  shareMs: number,
  totals: Totals,
): Promise<readonly DrivenSession[]> {
  const driven: DrivenSession[] = [];
  const agents = await signInAll(stack);
  const until = Date.now() + shareMs * 0.6;
  const end = unleash(stack, phase, random);
  const work = async (agent: Agent, worker: number) => {
    for (let round = 0; round === 0 || (!short && Date.now() < until); round += 1) {
      const callSid = await agent.call().catch(() => undefined);
      if (!callSid) {
        await pause(300);
        continue;
      }
      const order = `${phase.name.slice(0, 12)} ${worker}.${round}`;
      const payer = makePayer(random, worker + round * AGENTS);
      const giveUpMs = short ? 9_000 : 25_000;
      const paySid = await driveSession(agent, { callSid, payer, order, patienceMs: 2_000, giveUpMs });
      if (paySid) driven.push({ paySid, order });
      await agent.hangUp().catch(() => undefined);
    }
  };
  await Promise.all(agents.map(work));
  totals.kills += await end();
  return driven;
}

/** Every session waits for a card number at once, and all keys are pressed at once. */
async function burst(stack: ProveStack, random: Random, context: CampaignContext) {
  const driven: DrivenSession[] = [];
  const calls: { agent: Agent; callSid: string; paySid: string; number: string }[] = [];
  const until = Date.now() + context.remaining() * 0.45;
  for (let index = 0; index < 2_000 && Date.now() < until; index += 1) {
    const agent = await Agent.signIn(stack, `storm.burst.${index}`);
    const order = `burst ${index}`;
    const callSid = await agent.newCall();
    const { status, body } = await agent.post('/startPaySession', {
      callSid,
      chargeAmount: '12.00',
      description: order,
      timeout: 600,
    });
    if (status !== 201) continue;
    const { paySid } = body;
    driven.push({ paySid, order });
    calls.push({ agent, callSid, paySid, number: makePayer(random, index).number });
    await agent.post('/updatePaySession', { paySid, capture: 'payment-card-number' });
  }
  await Promise.all(calls.map(({ agent, callSid, number }) => agent.press(callSid, `${number}#`)));
  await settle(stack, 120_000);
  await Promise.all(calls.map(({ callSid }) => stack.simulator.calls.hangUp(callSid)));
  return driven;
}

async function settleAndJudge(
  stack: ProveStack,
  supervisor: Agent,
  sessions: readonly DrivenSession[],
  phase: string,
  totals: Totals,
): Promise<{ readonly findings: readonly Finding[]; readonly states: readonly string[] }> {
  await settle(stack);
  const startedAt = Date.now();
  totals.swept += await stack.app().sweep(2 * HOURS);
  await settle(stack);
  const hanging = await stillOpen(supervisor, sessions, phase);
  totals.slowestFinalMs = Math.max(totals.slowestFinalMs, Date.now() - startedAt);
  const verdict = await judge(stack, supervisor, sessions, phase);
  const changed = await replayAll(stack, supervisor, sessions, phase, totals);
  totals.sessions += sessions.length;
  totals.acknowledged += verdict.acknowledged;
  totals.events += verdict.events;
  totals.documentsBehind += verdict.documentsBehind;
  stack.callbacks.forget();
  return { findings: [...hanging, ...verdict.findings, ...changed], states: verdict.states };
}

async function stillOpen(
  supervisor: Agent,
  sessions: readonly DrivenSession[],
  phase: string,
): Promise<readonly Finding[]> {
  const open: Finding[] = [];
  for (const { paySid } of sessions) {
    if (await supervisor.finished(paySid, 3_000)) continue;
    open.push({
      claim: 'no session hangs',
      what: 'It is still open two hours after the call.',
      where: `${phase}, ${paySid}`,
    });
  }
  return open;
}

/** Sends every acknowledged callback again, all at once: a repeated one must change nothing. */
async function replayAll(
  stack: ProveStack,
  supervisor: Agent,
  sessions: readonly DrivenSession[],
  phase: string,
  totals: Totals,
): Promise<readonly Finding[]> {
  const look = async () => {
    const versions = new Map<string, string>();
    for (const { paySid } of sessions) {
      const { body } = await supervisor.get(`/paySessions/${paySid}`);
      versions.set(paySid, `${body?.state} ${body?.version}`);
    }
    return versions;
  };
  const before = await look();
  const ours = new Set(sessions.map(({ paySid }) => paySid));
  const again = stack.callbacks
    .list()
    .filter(({ status, parameters }) => status === 204 && ours.has(parameters.Sid ?? ''));
  const lanes = 16;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let index = lane; index < again.length; index += lanes) {
        await stack.callbacks.replay(again[index] as (typeof again)[number]);
      }
    }),
  );
  totals.replayed += again.length;
  const after = await look();
  return [...before]
    .filter(([paySid, version]) => after.get(paySid) !== version)
    .map(([paySid]) => ({
      claim: 'a callback replayed hours later changes nothing',
      what: 'State or version changed.',
      where: `${phase}, ${paySid}`,
    }));
}

async function signInAll(stack: ProveStack): Promise<readonly Agent[]> {
  return Promise.all(Array.from({ length: AGENTS }, (_, index) => Agent.signIn(stack, `storm.${index}`)));
}

/** Resolves when no callback has arrived for a while. */
async function settle(stack: ProveStack, patienceMs = 15_000): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  let seen = -1;
  while (Date.now() < giveUpAt) {
    const now = stack.callbacks.list().length;
    if (now === seen) return;
    seen = now;
    await pause(1_500);
  }
}
