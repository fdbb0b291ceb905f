import type { Call } from '../services.ts';

/** A call offered to somebody who may answer it. */
export interface Invitation {
  readonly call: Call;
  /** SDP of the other side; absent when the other side has no sound. */
  readonly offer?: string;
  /** Custom parameters of the TwiML `<Client>`. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** Call it once the phone at the far end rings. */
  readonly ringing: () => void;
}

export type RingOutcome =
  | { readonly kind: 'answered'; readonly sdp?: string }
  | { readonly kind: 'declined'; readonly status: 'busy' | 'no-answer' | 'failed' };

/**
 * The far end of a leg: a phone page, a browser client, or the simulator itself. A party reports its actions to
 * `Calls` by CallSid (`hangUp`, `pressKey`); these are the methods `Calls` calls on the party.
 */
export interface Party {
  /** Offers the call; settles when it is answered or declined, and stays open while nobody decides. */
  ring(invitation: Invitation): Promise<RingOutcome>;
  /** The leg changed. After a final status, nothing more is called on the party. */
  changed(call: Call, note?: string): void;
  /** SDP to start a conversation with; undefined when this party has no sound. */
  offer(): Promise<string | undefined>;
  /** Passes the other side's SDP answer to that offer; undefined when the other side has no sound. */
  connect(answer: string | undefined): void;
  /** The conversation is over but the leg continues with its TwiML. */
  part(): void;
  /** The conversation with the party it was with before {@link part} goes on. */
  resume(): void;
  /** The other side changed its network (ICE restart): takes a new offer, returns the SDP answer. */
  renegotiate(offer: string): Promise<string | undefined>;
  /** Settles once the text has been spoken; at once when nobody can hear it. */
  say(text: string, language: string, voice?: string): Promise<void>;
  play(url: string): Promise<void>;
  /** Ends what `say` or `play` began. */
  hush(): void;
  /** The leg's place in a queue, front is 1, out of how many; undefined once it left. */
  queued(place: { readonly position: number; readonly size: number } | undefined): void;
  /** The leg's conference, as it concerns this party; undefined once it left it. */
  inConference(view: ConferenceView | undefined): void;
}

/** How many are in a conference, and whether this party's sound reaches the other one and the other's this one. */
export interface ConferenceView {
  readonly size: number;
  readonly sends: boolean;
  readonly hears: boolean;
}

/** The party for a name under which nobody is registered. */
export const NOBODY: Party = {
  ring: async () => ({ kind: 'declined', status: 'no-answer' }),
  changed: () => {},
  offer: async () => undefined,
  connect: () => {},
  part: () => {},
  renegotiate: async () => undefined,
  say: async () => {},
  play: async () => {},
  hush: () => {},
  queued: () => {},
  resume: () => {},
  inConference: () => {},
};

/** A number that is on another call. */
export const BUSY: Party = { ...NOBODY, ring: async () => ({ kind: 'declined', status: 'busy' }) };

/** A number that cannot be called. */
export const IMPOSSIBLE: Party = { ...NOBODY, ring: async () => ({ kind: 'declined', status: 'failed' }) };

/** The simulator itself as a party: answers at once, hears nothing, says nothing. */
export const HEADLESS: Party = {
  ...NOBODY,
  ring: async ({ ringing }) => {
    ringing();
    return { kind: 'answered' };
  },
};

/** Rings and never answers: every other client of a headless call that one identity answers. */
export const RINGS_ON: Party = {
  ...NOBODY,
  ring: ({ ringing }) => {
    ringing();
    return new Promise(() => {});
  },
};
