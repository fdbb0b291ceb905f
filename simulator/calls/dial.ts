import type { Call, Clock } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Dial, Noun } from '../twiml/verbs.ts';
import type { Bridges } from './bridges.ts';
import { WITHHELD } from './caller-address.ts';
import type { DialResult } from './dial-result.ts';
import { durationSeconds, isOver } from './leg.ts';
import type { Leg, Legs } from './legs.ts';
import { NOBODY, type Party, type RingOutcome } from './party.ts';
import type { TwimlSource } from './run-twiml.ts';
import { untilEnded, wait } from './wait.ts';

export interface DialServices {
  readonly clock: Clock;
  readonly legs: Legs;
  readonly bridges: Bridges;
  readonly settings: Settings;
  readonly partyFor: (noun: Noun, root: Call) => Party | undefined;
  /** Runs TwiML on the dialled leg, without `<Dial>`. */
  readonly whisper: (leg: Leg, source: TwimlSource) => Promise<void>;
}

/**
 * Rings everybody at once, connects the first to answer with the caller, and cancels the others. Settles when the
 * conversation is over, nobody answered in time, or the caller left.
 */
export async function runDial(
  dial: Dial,
  root: Leg,
  resolve: (url: string) => string,
  services: DialServices,
): Promise<DialResult> {
  const { legs, bridges, settings } = services;
  const offer = await untilEnded(root.party.offer(), root.ended);
  if (root.ended.aborted) return { status: 'canceled', bridged: false, seconds: 0 };

  const attempts = dial.nouns.map((noun) => startAttempt(noun, dial, root, offer, resolve, services));
  const winner = await firstAnswered(attempts, dial.timeoutSeconds, root, services);
  for (const { leg } of attempts) {
    if (leg !== winner?.leg) legs.move(leg, winner ? settings.losingLegStatus : unansweredStatus(root));
  }
  if (!winner) {
    const last = attempts.at(-1)?.leg;
    const status = root.ended.aborted ? 'canceled' : statusOf(attempts.map(({ leg }) => leg.call));
    return { status, bridged: false, seconds: 0, ...(last ? { callSid: last.sid } : {}) };
  }

  const { leg, noun, sdp } = winner;
  if (noun.url) await services.whisper(leg, { url: resolve(noun.url) });
  if (!isOver(leg.call) && !root.ended.aborted) {
    legs.move(root, 'in-progress');
    root.party.connect(sdp);
    await bridges.join(root, leg);
  }
  const bridged = bridges.wereJoined(root, leg);
  legs.move(leg, 'completed');
  if (!isOver(root.call)) root.party.part();
  return { status: 'completed', callSid: leg.sid, bridged, seconds: durationSeconds(leg.call) };
}

interface Attempt {
  readonly noun: Noun;
  readonly leg: Leg;
  readonly outcome: Promise<RingOutcome>;
}

function startAttempt(
  noun: Noun,
  dial: Dial,
  root: Leg,
  offer: string | undefined,
  resolve: (url: string) => string,
  { legs, partyFor, settings }: DialServices,
): Attempt {
  const party = partyFor(noun, root.call);
  const leg = legs.open({
    party: party ?? NOBODY,
    from: dial.callerId ?? WITHHELD.get(root.call.from) ?? root.call.from,
    to: noun.kind === 'client' ? `client:${noun.target}` : noun.target,
    direction: 'outbound-dial',
    parentCallSid: root.sid,
    status: 'queued',
    ...(root.call.answer ? { answer: root.call.answer } : {}),
    ...(noun.statusCallback
      ? {
          report: {
            url: resolve(noun.statusCallback),
            events: noun.statusCallbackEvents ?? USUAL_EVENTS[settings.usualStatusEvents],
          },
        }
      : {}),
  });
  const outcome = leg.party.ring({
    call: leg.call,
    ...(offer === undefined ? {} : { offer }),
    parameters: noun.parameters,
    ringing: () => legs.move(leg, 'ringing'),
  });
  return { noun, leg, outcome };
}

/** Settles with the first attempt answered, or with undefined when all declined, time is up, or the caller left. */
function firstAnswered(
  attempts: readonly Attempt[],
  timeoutSeconds: number,
  root: Leg,
  { clock, legs }: DialServices,
): Promise<(Attempt & { readonly sdp?: string }) | undefined> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const finish = (winner?: Attempt & { readonly sdp?: string }) => {
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
    root.ended.addEventListener('abort', () => finish(), { once: true });
    void wait(clock, timeoutSeconds * 1000, over.signal).then(() => finish());
  });
}

const USUAL_EVENTS = { completed: ['completed'], none: [] } as const;

function unansweredStatus(root: Leg): 'canceled' | 'no-answer' {
  return root.ended.aborted ? 'canceled' : 'no-answer';
}

/** One status for several unanswered legs: busy only when all were. */
function statusOf(calls: readonly Call[]): DialResult['status'] {
  const statuses = new Set(calls.map(({ status }) => status));
  if (statuses.size > 1) return 'no-answer';
  const [only] = statuses;
  return only === 'busy' || only === 'canceled' || only === 'failed' ? only : 'no-answer';
}
