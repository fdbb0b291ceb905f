import { reportProblem } from '../log/report-problem.ts';
import type { Call, Clock, RequestLog } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Dial, Noun } from '../twiml/verbs.ts';
import type { Bridges } from './bridges.ts';
import { callerIdOf } from './caller-id.ts';
import type { DialResult } from './dial-result.ts';
import { durationSeconds, isOver } from './leg.ts';
import type { Leg, Legs } from './legs.ts';
import { IMPOSSIBLE, NOBODY, type Party, type RingOutcome } from './party.ts';
import type { Scene, Stage, TwimlSource } from './stage.ts';
import { untilEnded, wait } from './wait.ts';

export interface DialServices {
  readonly clock: Clock;
  readonly legs: Legs;
  readonly bridges: Bridges;
  readonly settings: Settings;
  readonly isOurNumber: (number: string) => boolean;
  readonly partyFor: (noun: Noun, root: Call) => Party | undefined;
  /** Runs TwiML on the dialled leg before bridging. */
  readonly whisper: (stage: Stage, source: TwimlSource) => Promise<void>;
  readonly requests: RequestLog;
}

/**
 * Rings everybody at once, connects the first to answer with the caller, and cancels the others. Settles when the
 * conversation is over, nobody answered in time, the caller left, or either leg was redirected.
 */
export async function runDial(dial: Dial, scene: Scene, services: DialServices): Promise<DialResult> {
  const { legs, bridges, settings } = services;
  const { leg: root, stop } = scene;
  bridges.forget(root);
  const offer = await untilEnded(root.party.offer(), stop);
  if (stop.aborted) return { status: cutShort(root, settings), bridged: false };

  const attempts = dial.nouns.map((noun) => startAttempt(noun, dial, scene, offer, services));
  const winner = await firstAnswered(attempts, dial.timeoutSeconds, scene, services);
  for (const { leg } of attempts) {
    if (leg === winner?.leg) continue;
    legs.move(leg, winner ? settings.losingLegStatus : stop.aborted ? 'canceled' : 'no-answer');
  }
  if (!winner) {
    if (!stop.aborted && attempts.every(isNobody))
      reportProblem(
        services,
        root.sid,
        scene.base,
        `<Dial> rang nobody: ${attempts.map(absence).join(', ')}.`,
      );
    const last = attempts.map(({ leg }) => leg).reduce(laterToEnd);
    const status = stop.aborted ? cutShort(root, settings) : statusOf(attempts.map(({ leg }) => leg.call));
    return { status, bridged: false, callSid: last.sid };
  }

  const { leg, noun, turn, sdp } = winner;
  const together = AbortSignal.any([stop, turn]);
  if (noun.whisper) {
    await services.whisper({ leg, stop: together, place: 'whisper' }, scene.resolve(noun.whisper));
  }
  if (!together.aborted) {
    legs.move(root, 'in-progress');
    root.party.connect(sdp);
    await bridges.join(root, leg, together);
  }
  const bridged = bridges.wereJoined(root, leg);
  const isRedirected = turn.aborted && !leg.ended.aborted;
  if (isRedirected) leg.party.part();
  else legs.move(leg, 'completed');
  if (!isOver(root.call)) root.party.part();
  return {
    status: 'completed',
    callSid: leg.sid,
    bridged,
    ...(isRedirected ? {} : { seconds: durationSeconds(leg.call) }),
  };
}

interface Attempt {
  readonly noun: Noun;
  readonly leg: Leg;
  readonly turn: AbortSignal;
  readonly outcome: Promise<RingOutcome>;
  readonly rang: () => boolean;
}

type Answered = Attempt & { readonly sdp?: string };

function startAttempt(
  noun: Noun,
  dial: Dial,
  { leg: root, base, resolve }: Scene,
  offer: string | undefined,
  services: DialServices,
): Attempt {
  const { legs, partyFor, settings } = services;
  const callerId = callerIdOf(dial, noun, root.call, services.isOurNumber);
  if (!callerId.isAllowed) reportProblem(services, root.sid, base, BAD_CALLER_ID);
  const isRung = callerId.isAllowed || settings.badCallerId === 'rings';
  const leg = legs.open({
    party: isRung ? (partyFor(noun, root.call) ?? NOBODY) : IMPOSSIBLE,
    from: callerId.from,
    to: noun.kind === 'client' ? `client:${noun.target}` : noun.target,
    direction: 'outbound-dial',
    parentCallSid: root.sid,
    status: 'queued',
    ...(root.call.answer ? { answer: root.call.answer } : {}),
    ...(noun.statusCallback
      ? {
          report: {
            hook: resolve(noun.statusCallback),
            events: noun.statusCallbackEvents ?? USUAL_EVENTS[settings.usualStatusEvents],
          },
        }
      : {}),
  });
  let rang = false;
  const outcome = leg.party.ring({
    call: leg.call,
    ...(offer === undefined ? {} : { offer }),
    parameters: noun.parameters,
    ringing() {
      rang = true;
      legs.move(leg, 'ringing');
    },
  });
  return { noun, leg, turn: leg.turn, outcome, rang: () => rang };
}

/** Settles with the first attempt answered, or with undefined when all declined, time is up, or the caller left. */
function firstAnswered(
  attempts: readonly Attempt[],
  timeoutSeconds: number,
  { stop }: Scene,
  { clock, legs, settings }: DialServices,
): Promise<Answered | undefined> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const finish = (winner?: Answered) => {
      over.abort();
      resolve(winner);
    };
    let open = attempts.length;
    for (const attempt of attempts) {
      void untilEnded(attempt.outcome, attempt.leg.ended).then((outcome) => {
        if (over.signal.aborted) return;
        if (outcome?.kind === 'answered' && legs.move(attempt.leg, 'in-progress')) {
          finish({ ...attempt, ...(outcome.sdp === undefined ? {} : { sdp: outcome.sdp }) });
          return;
        }
        if (outcome?.kind === 'declined') legs.move(attempt.leg, outcome.status);
        open -= 1;
        if (open === 0) finish();
      });
    }
    stop.addEventListener('abort', () => finish(), { once: true });
    const seconds = timeoutSeconds + settings.dialTimeoutExtraSeconds;
    void wait(clock, seconds * 1000, over.signal).then(() => finish());
  });
}

function isNobody({ leg, rang }: Attempt): boolean {
  return !rang() && leg.call.status === 'no-answer';
}

function absence({ noun }: Attempt): string {
  return noun.kind === 'client'
    ? `no browser is registered as ${noun.target}`
    : `no phone page has ${noun.target}`;
}

const BAD_CALLER_ID = '13214: <Dial> has a callerId that is neither a number of the account nor the caller.';
const USUAL_EVENTS = { completed: ['completed'], none: [] } as const;

/** How a `<Dial>` ends that did not come to an end: the caller hung up, or the leg was redirected. */
function cutShort(root: Leg, settings: Settings): DialResult['status'] {
  return root.ended.aborted ? 'canceled' : settings.redirectedRingingStatus;
}

function laterToEnd(one: Leg, other: Leg): Leg {
  return (other.call.endTime ?? 0) >= (one.call.endTime ?? 0) ? other : one;
}

/** One status for several unanswered legs: busy, canceled or failed only when all were. */
function statusOf(calls: readonly Call[]): DialResult['status'] {
  const statuses = new Set(calls.map(({ status }) => status));
  if (statuses.size > 1) return 'no-answer';
  const [only] = statuses;
  return only === 'busy' || only === 'canceled' || only === 'failed' ? only : 'no-answer';
}
