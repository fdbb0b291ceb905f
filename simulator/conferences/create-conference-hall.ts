import type { Bridges } from '../calls/bridges.ts';
import type { DialResult } from '../calls/dial-result.ts';
import type { Leg, Legs } from '../calls/legs.ts';
import { Failed, type Scene, type Stage, type TwimlSource } from '../calls/stage.ts';
import type { Chance, Clock, Hook, RequestLog, Webhooks } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Beep, ConferenceNoun } from '../twiml/verbs.ts';
import type { Conference, Participant } from './conference.ts';
import { createConferenceCallbacks } from './conference-callbacks.ts';
import { createConferenceSounds } from './conference-sounds.ts';
import { createConferenceWires, type Invite } from './conference-wires.ts';
import { type Conferences, createConferences } from './conferences.ts';
import { runDialConference } from './dial-conference.ts';

export interface ConferenceHallServices {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly settings: Settings;
  readonly webhooks: Webhooks;
  readonly legs: Legs;
  readonly bridges: Bridges;
  readonly requests: RequestLog;
  /** @throws Failed */
  readonly run: (stage: Stage, source: TwimlSource) => Promise<unknown>;
}

/** Conferences with what is heard in them and reported of them. */
export interface ConferenceHall extends Conferences {
  /** Joins a leg; settles when it is out. */
  dial(noun: ConferenceNoun, scene: Scene): Promise<DialResult>;
  /** Plays what an address returns to one participant, or to all; reports the end. Settles then; never rejects. */
  announce(conference: Conference, to: Participant | undefined, hook: Hook): Promise<void>;
  invite(conference: Conference, leg: Leg): Invite;
}

export function createConferenceHall(services: ConferenceHallServices): ConferenceHall {
  const { legs, settings } = services;
  const callbacks = createConferenceCallbacks(services);
  const failures = new WeakMap<Participant, Failed>();
  const wires = createConferenceWires(services);
  const sounds = createConferenceSounds({
    ...services,
    waitFailed(conference, participant, error) {
      failures.set(participant, error);
      conferences.leave(conference, participant);
    },
  });
  const conferences = createConferences({
    ...services,
    happened(conference, happening, participant, reasonLeft) {
      callbacks.tell(conference, happening, participant, reasonLeft ? { reasonLeft } : {});
      if (!participant?.isJoined) return;
      if (happening === 'participant-join' && BEEPS.onEnter.includes(participant.beep))
        sounds.beep(conference, participant);
      if (happening !== 'participant-leave') return;
      if (BEEPS.onExit.includes(participant.beep)) sounds.beep(conference, participant);
      if (!participant.leg.ended.aborted) participant.leg.party.inConference(undefined);
    },
    changed(conference) {
      sounds.tune(conference);
      wires.tune(conference);
    },
    cancel: (leg) => void (legs.move(leg, 'canceled') || legs.move(leg, 'completed')),
  });

  return {
    ...conferences,
    dial: (noun, scene) =>
      runDialConference(noun, scene, {
        ...services,
        conferences,
        failureOf: (participant) => failures.get(participant),
      }),
    async announce(conference, to, hook) {
      const about = () => (to && conference.participants.includes(to) ? to : undefined);
      try {
        await sounds.announce(conference, to, hook);
        callbacks.tell(conference, 'announcement-end', about(), { announceUrl: hook.url });
      } catch (error) {
        const why = error instanceof Failed ? error.message : 'the simulator failed';
        if (settings.failedAnnouncement === 'nothing') return;
        const more = { announceUrl: hook.url, reasonAnnouncementFailed: why };
        callbacks.tell(conference, 'announcement-fail', about(), more);
      }
    },
    invite: wires.invite,
  };
}

/** When a participant's `beep` sounds (Twilio docs). */
const BEEPS: Readonly<Record<'onEnter' | 'onExit', readonly Beep[]>> = {
  onEnter: ['true', 'onEnter'],
  onExit: ['true', 'onExit'],
};
