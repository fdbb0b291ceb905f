import { again, HOLD_MUSIC } from '../calls/hold-sound.ts';
import type { Leg } from '../calls/legs.ts';
import { Failed, type Stage, type TwimlSource } from '../calls/stage.ts';
import { untilEnded } from '../calls/wait.ts';
import type { Clock, Hook } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Conference, Participant, Sound } from './conference.ts';

/** Sounds that a phone page loads from the simulator. */
const BEEP = '/phone/beep.wav';
const RINGING = '/phone/ringing.wav';

/** What the participants of a conference hear apart from each other. */
export interface ConferenceSounds {
  /** Starts and stops waiting music, hold music and ringing as the conference now is. */
  tune(conference: Conference): void;
  /** Told to everybody else in the conference. */
  beep(conference: Conference, but: Participant): void;
  /**
   * Plays what an address returns to one participant, or to all at once.
   *
   * @throws Failed when it cannot be fetched or run
   */
  announce(conference: Conference, to: Participant | undefined, hook: Hook): Promise<void>;
}

export interface ConferenceSoundsServices {
  readonly clock: Clock;
  readonly settings: Settings;
  /** @throws Failed */
  readonly run: (stage: Stage, source: TwimlSource) => Promise<unknown>;
  /** What a participant should hear while it waits cannot be fetched or run. */
  readonly waitFailed: (conference: Conference, participant: Participant, error: Failed) => void;
}

interface Player {
  readonly sound: Sound | 'ringing';
  readonly stop: AbortController;
  readonly over: Promise<void>;
}

export function createConferenceSounds(services: ConferenceSoundsServices): ConferenceSounds {
  const { clock, settings, run } = services;
  const players = new WeakMap<Participant, Player>();
  const shortestSeconds = settings.shortestWaitSeconds;

  async function play(
    conference: Conference,
    participant: Participant,
    sound: Player['sound'],
    stop: AbortSignal,
  ) {
    const { leg } = participant;
    if (sound === 'silence' || stop.aborted) return;
    if (sound === 'music' || sound === 'ringing') {
      const url = sound === 'music' ? HOLD_MUSIC : RINGING;
      await again(stop, { clock, shortestSeconds }, () => untilEnded(leg.party.play(url), stop));
      if (!leg.ended.aborted) leg.party.hush();
      return;
    }
    try {
      // Once: when its verbs run out there is silence (Twilio docs).
      await run({ leg, stop, place: 'conference', shortestSeconds }, sound);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (sound === participant.wait) services.waitFailed(conference, participant, error);
    }
  }

  return {
    tune(conference) {
      for (const participant of conference.participants) {
        if (!participant.isJoined) continue;
        const sound = soundFor(conference, participant);
        const before = players.get(participant);
        if (before?.sound === sound) continue;
        before?.stop.abort();
        const stop = new AbortController();
        const until = AbortSignal.any([stop.signal, participant.out]);
        // One after another, so that the end of one does not hush the next.
        const over = (before?.over ?? Promise.resolve()).then(() =>
          play(conference, participant, sound, until),
        );
        players.set(participant, { sound, stop, over });
      }
    },
    beep(conference, but) {
      for (const { leg, isJoined } of others(conference, but)) if (isJoined) void leg.party.play(BEEP);
    },
    async announce(conference, to, hook) {
      const legs = to
        ? [to.leg]
        : conference.participants.filter(({ isJoined }) => isJoined).map(({ leg }) => leg);
      const [first] = legs;
      if (!first) return;
      const stop = to?.out ?? new AbortController().signal;
      const stage: Stage = {
        leg: to ? first : together(conference, first, legs),
        stop,
        place: 'conference',
        shortestSeconds,
      };
      // What a request for everybody carries is not documented.
      const parameters = () => ({ ConferenceSid: conference.sid, FriendlyName: conference.friendlyName });
      await run(to ? stage : { ...stage, isRoom: true, parameters }, hook);
    },
  };
}

function others({ participants }: Conference, but: Participant): readonly Participant[] {
  return participants.filter((participant) => participant !== but);
}

/** What a participant hears in place of the others; nothing in a conversation. */
function soundFor(conference: Conference, participant: Participant): Player['sound'] {
  if (participant.hold) return participant.holdSound;
  if (conference.participants.some(({ isJoined, earlyMedia }) => !isJoined && earlyMedia)) return 'ringing';
  return conference.status === 'init' ? participant.wait : 'silence';
}

/** Several legs as one that only listens. */
function together({ sid }: Conference, first: Leg, legs: readonly Leg[]): Leg {
  const live = () => legs.filter(({ ended }) => !ended.aborted);
  return {
    ...first,
    sid,
    party: {
      ...first.party,
      say: async (text, language, voice) =>
        void (await Promise.all(live().map(({ party }) => party.say(text, language, voice)))),
      play: async (url) => void (await Promise.all(live().map(({ party }) => party.play(url)))),
      hush: () => {
        for (const { party } of live()) party.hush();
      },
    },
  };
}
