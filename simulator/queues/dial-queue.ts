import { type Bridges, connectSound } from '../calls/bridges.ts';
import type { DialResult } from '../calls/dial-result.ts';
import type { Leg, Legs } from '../calls/legs.ts';
import { Failed, type Scene, type Stage, type TwimlSource } from '../calls/stage.ts';
import { wait } from '../calls/wait.ts';
import type { Clock } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Dial, QueueNoun } from '../twiml/verbs.ts';
import { type Member, type QueueResult, type Queues, waitSeconds } from './queues.ts';

export interface DialQueueServices {
  readonly clock: Clock;
  readonly legs: Legs;
  readonly bridges: Bridges;
  readonly queues: Queues;
  readonly settings: Settings;
  /** Runs TwiML on the queued caller. @throws Failed */
  readonly run: (stage: Stage, source: TwimlSource) => Promise<unknown>;
}

/**
 * Connects the dialling leg with the first caller of a queue, or waits for one until the timeout. Settles when the
 * conversation is over.
 */
export async function runDialQueue(
  dial: Dial,
  noun: QueueNoun,
  scene: Scene,
  services: DialQueueServices,
): Promise<DialResult> {
  const { queues, settings } = services;
  const queue = queues.named(noun.name);
  if (!queue) return { status: settings.dialUnknownQueueStatus, bridged: false };
  const member = await frontOf(queue.sid, dial, scene, services);
  if (!member) return { status: withoutCaller(scene, settings), bridged: false };

  try {
    return await serve(member, queue.sid, noun, scene, services);
  } finally {
    // Does nothing unless the simulator failed; the caller must not be held for ever.
    member.release('system-error');
  }
}

/** Tells the caller who comes, bridges, and releases the caller from the queue with what came of it. */
async function serve(
  member: Member,
  queueSid: string,
  noun: QueueNoun,
  scene: Scene,
  services: DialQueueServices,
): Promise<DialResult> {
  const { leg: caller } = member;
  const together = AbortSignal.any([scene.stop, member.stop]);
  const waited = String(waitSeconds(member, services.clock.now()));
  if (noun.whisper) {
    const parameters = { DequeingCallSid: scene.leg.sid, QueueSid: queueSid, QueueTime: waited };
    const stage: Stage = { leg: caller, stop: together, place: 'queueWhisper', parameters: () => parameters };
    try {
      await services.run(stage, scene.resolve(noun.whisper));
    } catch (error) {
      member.release('error');
      if (!(error instanceof Failed) || error.code === undefined) throw error;
      return { status: 'failed', callSid: caller.sid, bridged: false };
    }
  }
  const seconds = together.aborted ? undefined : await talk(scene.leg, caller, together, services);
  const bridged = seconds !== undefined;
  member.release(resultOf(member, bridged, services.settings));
  return { status: 'completed', callSid: caller.sid, bridged, ...(bridged ? { seconds } : {}) };
}

async function frontOf(
  queueSid: string,
  dial: Dial,
  { stop }: Scene,
  { clock, queues, settings }: DialQueueServices,
): Promise<Member | undefined> {
  const found = new AbortController();
  const late = new AbortController();
  const patience = (dial.timeoutSeconds + settings.dialTimeoutExtraSeconds) * 1000;
  void wait(clock, patience, AbortSignal.any([stop, found.signal])).then(() => late.abort());
  const member = await queues.take(queueSid, AbortSignal.any([stop, late.signal]));
  found.abort();
  return member;
}

function withoutCaller({ leg, stop }: Scene, settings: Settings): DialResult['status'] {
  if (!stop.aborted) return settings.dialEmptyQueueStatus;
  return leg.ended.aborted ? 'canceled' : settings.redirectedRingingStatus;
}

/** Seconds of conversation, rounded up. */
async function talk(
  dialler: Leg,
  caller: Leg,
  together: AbortSignal,
  { bridges, clock, legs }: DialQueueServices,
): Promise<number> {
  const startedAt = clock.now().getTime();
  legs.move(dialler, 'in-progress');
  void connectSound(dialler, caller);
  await bridges.join(dialler, caller, together);
  for (const leg of [dialler, caller]) if (!leg.ended.aborted) leg.party.part();
  return Math.ceil((clock.now().getTime() - startedAt) / 1000);
}

function resultOf({ leg, stop }: Member, bridged: boolean, settings: Settings): QueueResult {
  const isRedirected = stop.aborted && !leg.ended.aborted;
  if (bridged) return isRedirected ? 'redirected-from-bridged' : 'bridged';
  if (stop.aborted) return isRedirected ? 'redirected' : 'hangup';
  return settings.queueResultBeforeBridge;
}
