import type { ApiResponse } from '#lambdas/edge/request.ts';
import { forTwilio, type TwilioWebhook } from '#lambdas/edge/twilio-webhook.ts';
import { callLegShape, validate } from '#lambdas/edge/validate.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { AgentLeg, CallRecord } from '#lambdas/stores/call-records.ts';
import { agentAt } from '#lambdas/twilio/identity.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { agentIn } from './called-by.ts';
import { endCall } from './end-call.ts';
import { type MatchNeeds, matchWaiting } from './match-waiting.ts';
import { letGo } from './ring-agents.ts';
import { hasRungOut, reservedMs } from './ring-time.ts';

const OVER: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/**
 * `POST /callStatus`: follows an agent's leg, and the caller's own where the number reports it. The first agent who
 * answered owns the call, in whatever order the events arrive (Twilio does not promise one).
 */
export const followCall =
  (services: MatchNeeds) =>
  async ({ parameter, query, log }: TwilioWebhook): Promise<ApiResponse> => {
    const { CallSid: legSid, ParentCallSid: callSid } = validate(
      { CallSid: parameter('CallSid'), ParentCallSid: parameter('ParentCallSid') || undefined },
      callLegShape,
    );
    const status = parameter('CallStatus') ?? '';
    const by = agentIn(query);
    if (callSid && by)
      await followOutgoing(services, log, { callSid: legSid, legSid: callSid, agent: by }, status);
    else if (callSid) {
      const ring = readTime(query.ring);
      // Of a ringing that an older version began, only the end of its reservation is known.
      const from = readTime(query.from) || ring - reservedMs(services.rules);
      const at = Date.parse(parameter('Timestamp') ?? '') || services.clock.now().getTime();
      const to = parameter('To') ?? '';
      await followLeg(services, log, { callSid, legSid, to, status, ring, from, at });
    } else if (OVER.has(status) && (await services.calls.find(legSid))) {
      await endCall(services, log, legSid);
      await matchWaiting(services, log);
    }
    return { status: 204 };
  };

export const handler = forTwilio('callStatus', followCall, {
  calls: real.calls,
  clock: real.clock,
  presence: real.presence,
  queue: real.queue,
  rules: real.rules,
  settings: real.settings,
  twilioCalls: real.twilioCalls,
});

/** A customer whom an agent called: the call is the customer's leg, and the agent's leg is the one that made it. */
async function followOutgoing(services: MatchNeeds, log: Log, leg: AgentLeg, status: string): Promise<void> {
  const { calls, presence } = services;
  const { callSid, legSid, agent } = leg;
  if (status === 'in-progress') {
    const { endedAt } = await calls.answered(leg);
    await presence.busy(agent, callSid, endedAt === undefined);
    log.info('call out answered', { callSid, agent });
  } else if (OVER.has(status)) {
    if (status === 'completed') await calls.left(leg);
    // They are busy with the leg they made until somebody answers.
    for (const sid of [callSid, legSid]) await presence.busy(agent, sid, false);
    log.info('call out over', { callSid, agent, state: status });
    await matchWaiting(services, log);
  }
}

interface LegReport {
  readonly callSid: string;
  readonly legSid: string;
  /** Twilio's address of the agent's phone. */
  readonly to: string;
  readonly status: string;
  /** The end of the reservation it rang under, in milliseconds since the epoch: which ringing it was. */
  readonly ring: number;
  /** When its phone began to ring, and of what time this report tells; milliseconds since the epoch. */
  readonly from: number;
  readonly at: number;
}

/** Thirteen digits, which we wrote ourselves; 0 where there are none. */
function readTime(written = ''): number {
  return /^\d{13}$/.test(written) ? Number(written) : 0;
}

async function followLeg(services: MatchNeeds, log: Log, report: LegReport): Promise<void> {
  const { calls } = services;
  const { callSid, legSid, to, status } = report;
  const agent = agentAt(to) ?? agentAt(to, (await calls.find(callSid))?.rung);
  if (!agent) return;
  const leg = { callSid, legSid, agent };
  if (status === 'in-progress') await answered(services, log, leg, report.ring);
  else if (status === 'completed') await left(services, log, leg, report.ring);
  // Somebody else answered, or the caller left: who reports that lets all of them go.
  else if (OVER.has(status) && status !== 'canceled') await unanswered(services, log, leg, report);
}

async function answered(services: MatchNeeds, log: Log, leg: AgentLeg, ring: number): Promise<void> {
  const { calls, clock, presence } = services;
  const { callSid, legSid, agent } = leg;
  const startedAt = clock.now().toISOString();
  const reported = await calls.answered(leg);
  if (reported.unheardLegs?.has(legSid)) return;
  const call = await ownedBy(services, leg, reported, log);
  const isOwner = call.agent === agent && call.endedAt === undefined;
  const { offer } = call;
  // A late report of an earlier ringing says nothing of those who ring now.
  const others = offer &&
    (ring === 0 || Date.parse(offer.until) === ring) && {
      ...offer,
      agents: offer.agents.filter((name) => !isOwner || name !== agent),
    };
  await Promise.all([
    presence.busy(agent, callSid, isOwner),
    others && letGo(services, callSid, others, isOwner ? 'beaten' : 'spared'),
  ]);
  const { answeredAt = '', arrivedAt } = call;
  if (isOwner && arrivedAt && answeredAt >= startedAt) {
    const milliseconds = Date.parse(answeredAt) - Date.parse(arrivedAt);
    log.info('caller answered', { callSid, agent, milliseconds });
  }
}

async function left(services: MatchNeeds, log: Log, leg: AgentLeg, ring: number): Promise<void> {
  const { calls, presence } = services;
  const { callSid, legSid, agent } = leg;
  const reported = await calls.left(leg);
  const isUnheard = reported.unheardLegs?.has(legSid) ?? false;
  const call = isUnheard ? reported : await ownedBy(services, leg, reported, log);
  const isStillOn = !isUnheard && call.agent === agent && call.endedAt === undefined;
  const changed = await presence.busy(agent, callSid, isStillOn);
  // Reported before the answer: they are still reserved.
  if (!changed && !isStillOn && ring)
    await presence.release(agent, { callSid, until: endOf(ring) }, 'spared');
  log.info('agent left the call', { callSid, agent });
  await matchWaiting(services, log);
}

/**
 * Nobody took it there: refused, not taken in time, or not registered, and then Twilio ends the leg at once. A leg that failed is
 * nobody's fault.
 */
async function unanswered(
  services: MatchNeeds,
  log: Log,
  { callSid, agent }: AgentLeg,
  { status, ring, from, at }: LegReport,
): Promise<void> {
  const { presence, rules } = services;
  if (!ring) return;
  const isAbsent = status === 'no-answer' && !hasRungOut(from, at, rules);
  const why = status === 'failed' ? 'spared' : isAbsent ? 'absent' : 'missed';
  if (!(await presence.release(agent, { callSid, until: endOf(ring) }, why))) return;
  log.info(isAbsent ? 'agent absent' : 'call missed', { callSid, agent, state: status });
  await matchWaiting(services, log);
}

/** The end of the reservation under which it rang, ISO 8601. */
function endOf(ring: number): string {
  return new Date(ring).toISOString();
}

async function ownedBy(
  services: MatchNeeds,
  leg: AgentLeg,
  reported: CallRecord,
  log: Log,
): Promise<CallRecord> {
  return reported.legSid === leg.legSid ? reported : resolveOwner(services, leg, reported, log);
}

/**
 * Resolves a report about a leg that contradicts the record: two legs were answered, or one ended that was never
 * reported as answered. Twilio knows which leg is up, and that one owns the call. When Twilio cannot be asked, the
 * record stays.
 */
async function resolveOwner(
  { calls, presence, twilioCalls }: MatchNeeds,
  leg: AgentLeg,
  call: CallRecord,
  log: Log,
): Promise<CallRecord> {
  try {
    const up = await twilioCalls.agentLegsUp(call);
    if (call.legSid === undefined) return await calls.answered(up[0] ?? leg);
    const isOwnerUp = up.some(({ legSid }) => legSid === call.legSid);
    if (isOwnerUp || !up.some(({ legSid }) => legSid === leg.legSid)) return call;
    await calls.handOver(leg, call.legSid);
    if (call.agent) await presence.busy(call.agent, leg.callSid, false);
    return (await calls.find(leg.callSid)) ?? call;
  } catch (failure) {
    log.warn('owner of call not resolved', { callSid: leg.callSid, ...describeFailure(failure) });
    return call;
  }
}
