import { again, HOLD_MUSIC } from '../calls/hold-sound.ts';
import { Failed, type Scene, type Stage, type TwimlSource } from '../calls/stage.ts';
import { aborted, untilEnded } from '../calls/wait.ts';
import { reportProblem } from '../log/report-problem.ts';
import type { Clock, Hook, RequestLog } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Enqueue } from '../twiml/verbs.ts';
import {
  averageWaitSeconds,
  type CallQueue,
  LONGEST_NAME,
  type Member,
  type QueueResult,
  type Queues,
  waitSeconds,
} from './queues.ts';

export interface EnqueueServices {
  readonly clock: Clock;
  readonly queues: Queues;
  readonly settings: Settings;
  readonly requests: RequestLog;
  /** Runs the wait document; says whether `<Leave>` ended it. @throws Failed */
  readonly run: (stage: Stage, source: TwimlSource) => Promise<'over' | 'left'>;
}

const BAD_NAME = `14204 or 14205: the name of a queue in <Enqueue> has 1 to ${LONGEST_NAME} characters.`;

/**
 * Holds the caller in the queue, which is opened on first use, until somebody takes, redirects or ends the call, or
 * the wait document says `<Leave>`. After a bridge it settles when the conversation is over. Returns the parameters for
 * the verb's action (Twilio docs).
 */
export async function runEnqueue(
  enqueue: Enqueue,
  scene: Scene,
  services: EnqueueServices,
): Promise<Readonly<Record<string, string>>> {
  const { queues, clock } = services;
  const queue = queueFor(enqueue, services);
  const { sid: callSid } = scene.leg;
  if (!queue) {
    reportProblem(services, callSid, scene.base, BAD_NAME);
    return { QueueResult: 'error' };
  }
  const member = queues.join(queue.sid, scene.leg, scene.stop);
  if (!member) {
    reportProblem(services, callSid, scene.base, '14207: the queue of <Enqueue> is full.');
    return { QueueResult: 'queue-full' };
  }
  const waiting = await waitIn(queue, member, enqueue.wait, scene, services);
  const seconds = waitSeconds(member, clock.now());
  queues.leave(queue.sid, member);
  const result = member.taken.aborted ? await member.released : (waiting ?? endOf(scene));
  return { QueueResult: result, QueueSid: queue.sid, QueueTime: String(seconds) };
}

/** Undefined for a name that none can have. */
function queueFor(
  { name, maxQueueSize }: Enqueue,
  { queues, settings }: EnqueueServices,
): CallQueue | undefined {
  if (name === '' || name.length > LONGEST_NAME) return undefined;
  const maxSize = settings.maxQueueSizeAttribute === 'sets' ? maxQueueSize : undefined;
  const queue = queues.named(name) ?? queues.open(name, maxSize);
  return maxSize === undefined ? queue : queues.update(queue.sid, { maxSize });
}

function endOf({ leg }: Scene): QueueResult {
  return leg.ended.aborted ? 'hangup' : 'redirected';
}

/** Settles with the result when it is the wait document that ends the wait, else with undefined. */
async function waitIn(
  queue: CallQueue,
  member: Member,
  sound: Enqueue['wait'],
  scene: Scene,
  services: EnqueueServices,
): Promise<QueueResult | undefined> {
  const stop = AbortSignal.any([scene.stop, member.taken]);
  const { leg } = scene;
  const pace = { clock: services.clock, shortestSeconds: services.settings.shortestWaitSeconds };
  if (sound === 'silence') await aborted(stop);
  else if (sound === 'music') {
    await again(stop, pace, () => untilEnded(leg.party.play(HOLD_MUSIC), stop));
    if (!leg.ended.aborted) leg.party.hush();
  } else {
    const hook = scene.resolve(sound);
    let left = false;
    try {
      await again(stop, pace, async () => {
        left = (await ask(hook, queue, member, stop, services)) === 'left';
        return left ? 'stop' : undefined;
      });
    } catch (error) {
      // What the simulator does not know fails the call; what Twilio could not run either is its `error`.
      if (!(error instanceof Failed) || error.code === undefined) throw error;
      return 'error';
    }
    if (left) return 'leave';
  }
  return undefined;
}

function ask(
  hook: Hook,
  queue: CallQueue,
  member: Member,
  stop: AbortSignal,
  { run, clock, settings }: EnqueueServices,
): Promise<'over' | 'left'> {
  const parameters = () => queueParameters(queue, member, clock.now());
  return settings.queueParametersFollow
    ? run({ leg: member.leg, stop, place: 'wait', parameters }, hook)
    : run({ leg: member.leg, stop, place: 'wait' }, { ...hook, parameters: parameters() });
}

function queueParameters(queue: CallQueue, member: Member, now: Date): Record<string, string> {
  return {
    AvgQueueTime: String(averageWaitSeconds(queue, now)),
    CurrentQueueSize: String(queue.members.length),
    MaxQueueSize: String(queue.maxSize),
    QueuePosition: String(queue.members.indexOf(member) + 1),
    QueueSid: queue.sid,
    QueueTime: String(waitSeconds(member, now)),
  };
}
