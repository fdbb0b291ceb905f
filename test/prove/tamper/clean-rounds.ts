import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { KEYS } from '#test/local/support/script.ts';
import type { Finding } from '../campaign.ts';
import { takePayment } from '../load/take-payment.ts';
import type { Random } from '../random.ts';
import { Agent, pause } from '../stack/agent.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { openTables } from './attacker.ts';
import { firstLine, judge } from './judge.ts';

export interface CleanRounds {
  readonly rounds: number;
  readonly kills: number;
  readonly payments: number;
  readonly slowestMs: number;
  readonly findings: readonly Finding[];
}

/** Agents who take payments while it is verified. */
const AGENTS = 3;
/** Most payments that end between one SIGKILL and the next. */
const PAYMENTS_BETWEEN_KILLS = 6;
const LONGEST_PAUSE_MS = 300;

/**
 * Verifies tables and log again and again while payments are taken, records are read and the app is killed and started again. Nobody
 * tampers, so whatever is found is a false alarm.
 *
 * @param payments to take meanwhile; then the load only reads, because what is verified each round must not grow without end
 */
export async function runCleanRounds(
  stack: ProveStack,
  random: Random,
  {
    rounds,
    payments,
    remaining,
  }: { readonly rounds: number; readonly payments: number; readonly remaining: () => number },
): Promise<CleanRounds> {
  const findings: Finding[] = [];
  const count = { rounds: 0, kills: 0, payments: 0, slowestMs: 0 };
  let isOver = false;
  const supervisor = await Agent.signIn(stack, 'sam', undefined, 'supervisor');
  const agents = await Promise.all(
    Array.from({ length: AGENTS }, (_, lane) => Agent.signIn(stack, `clean.${lane}`)),
  );
  const lanes = agents.map(async (agent, lane) => {
    const chance = random.fork(`lane ${lane}`);
    while (!isOver) {
      try {
        if (count.payments < payments) {
          await takeOne(stack, agent, chance);
          count.payments += 1;
        }
        await supervisor.get(`/paySessions?agent=${agent.username}`);
      } catch {
        // The app was killed under its feet.
      }
      await pause(count.payments < payments ? 20 : 200);
    }
  });

  let nextKill = random.int(1, PAYMENTS_BETWEEN_KILLS);
  while ((count.rounds < rounds || count.payments < payments) && remaining() > 0) {
    await pause(random.int(0, LONGEST_PAUSE_MS));
    const isKilled = count.payments >= nextKill;
    if (isKilled) {
      await stack.app().kill();
      await stack.restart();
      count.kills += 1;
      nextKill = count.payments + random.int(1, PAYMENTS_BETWEEN_KILLS);
    }
    count.rounds += 1;
    const tables = openTables(stack.app().databaseEndpoint);
    try {
      const { documents } = tables;
      const { named, text, milliseconds } = await judge({ documents, dataDir: stack.dataDir });
      count.slowestMs = Math.max(count.slowestMs, milliseconds);
      if (named.length > 0) {
        const when = isKilled ? 'after a kill and a restart' : 'while payments are taken';
        findings.push({
          claim: 'no false alarm',
          what: `${named.length} chains are named ${when}, first: ${firstLine(text)}.`,
          where: `clean round ${count.rounds}`,
        });
      }
    } finally {
      tables.close();
    }
  }
  isOver = true;
  await Promise.all(lanes);
  return { ...count, findings };
}

/** One payment of some kind: taken, cancelled, left alone, or one whose agent reads and does nothing. */
async function takeOne(stack: ProveStack, agent: Agent, random: Random): Promise<void> {
  if (random.chance(0.6)) {
    await takePayment(stack, agent);
    return;
  }
  const callSid = await agent.newCall();
  const reference = { reference: `INV-${random.int(1, 99)}`, customer: `C-${random.int(1, 99)}` };
  const { status, body } = await agent.post<PaySession>('/startPaySession', {
    callSid,
    chargeAmount: `${random.int(1, 90)}.00`,
    ...(random.chance(0.5) ? reference : {}),
  });
  if (status !== 201) throw new Error('The start was refused.');
  const [field] = body.required;
  if (field) await agent.capture(body, field, `${KEYS[field] ?? ''}#`);
  if (random.chance(0.6)) await agent.post('/cancelPaySession', { paySid: body.paySid });
  await agent.hangUp();
}
