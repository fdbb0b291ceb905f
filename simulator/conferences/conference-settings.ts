/** The points about conferences that no source confirms. Defaults in {@link DEFAULT_CONFERENCE_SETTINGS}. */
export interface ConferenceSettings {
  /** Whose `maxParticipants` counts: the first participant's, or that of whoever wants to join. */
  readonly maxParticipantsOf: 'first' | 'joining';
  /** `DialCallStatus` of a caller whom the conference did not take: full, label in use, nobody to coach, no wait music. */
  readonly refusedConferenceStatus: 'failed' | 'no-answer';
  /** Whether the action of `<Dial><Conference>` has `DialBridged`. */
  readonly conferenceDialBridged: 'omitted' | 'true';
  /** Whether `conference-start` follows the `participant-join` that starts the conference, or comes before it. */
  readonly conferenceStartEvent: 'after-join' | 'before-join';
  /** Whether `conference-end` follows the `participant-leave` of everybody, or only that of whoever ended it. */
  readonly conferenceEndEvent: 'after-leaves' | 'before-leaves';
  /** HTTP status of errors 16020 to 16027. */
  readonly conferenceErrorHttpStatus: 400 | 404 | 409;
  /** Conferences in a list that asks for no status: since 2026-09-30 those in progress, says Twilio's library. */
  readonly conferenceListDefault: 'in-progress' | 'all';
  /** What is done with the event `speaker`, which nobody can detect here: refused, or accepted and never sent. */
  readonly conferenceSpeakerEvents: 'refused' | 'never';
  /** What is reported when an announcement cannot be fetched. */
  readonly failedAnnouncement: 'nothing' | 'announcement-fail';
}

/** The choices explained in `simulator/README.md`. */
export const DEFAULT_CONFERENCE_SETTINGS: ConferenceSettings = {
  maxParticipantsOf: 'first',
  refusedConferenceStatus: 'failed',
  conferenceDialBridged: 'omitted',
  conferenceStartEvent: 'after-join',
  conferenceEndEvent: 'after-leaves',
  conferenceErrorHttpStatus: 400,
  conferenceListDefault: 'in-progress',
  conferenceSpeakerEvents: 'refused',
  failedAnnouncement: 'nothing',
};
