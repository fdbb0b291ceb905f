import type { Call } from '../services.ts';

/** A call offered to somebody who may answer it. */
export interface Invitation {
  readonly call: Call;
  /** SDP of the other side; absent when the other side has no sound. */
  readonly offer?: string;
  /** Custom parameters of the TwiML `<Client>`. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** To be called once the phone at the far end really rings. */
  readonly ringing: () => void;
}

export type RingOutcome =
  | { readonly kind: 'answered'; readonly sdp?: string }
  | { readonly kind: 'declined'; readonly status: 'busy' | 'no-answer' };

/**
 * Whoever is at the far end of a leg: a phone page, a browser client, or the simulator itself. A party tells `Calls`
 * what it does by CallSid (`hangUp`, `pressKey`); this is what `Calls` tells the party.
 */
export interface Party {
  /** Offers the call; settles when it is answered or declined, and stays open while nobody decides. */
  ring(invitation: Invitation): Promise<RingOutcome>;
  /** The leg changed. After an end status nothing more is asked of the party. */
  changed(call: Call, note?: string): void;
  /** SDP to start a conversation with; undefined when this party has no sound. */
  offer(): Promise<string | undefined>;
  /** The other side's answer to that offer; undefined when the other side has no sound. */
  connect(answer: string | undefined): void;
  /** The conversation is over but the leg goes on with its TwiML. */
  part(): void;
  /** The other side changed its network (ICE restart): a new offer in, the answer out. */
  renegotiate(offer: string): Promise<string | undefined>;
  /** Settles once said; at once where nobody can hear it. */
  say(text: string, language: string): Promise<void>;
  play(url: string): Promise<void>;
}

/** Rung where nobody is registered under that name. */
export const NOBODY: Party = {
  ring: async () => ({ kind: 'declined', status: 'no-answer' }),
  changed: () => {},
  offer: async () => undefined,
  connect: () => {},
  part: () => {},
  renegotiate: async () => undefined,
  say: async () => {},
  play: async () => {},
};

/** The simulator itself as a party: answers at once, hears nothing, says nothing. */
export const HEADLESS: Party = {
  ...NOBODY,
  ring: async ({ ringing }) => {
    ringing();
    return { kind: 'answered' };
  },
};

/** Rings and never answers: the others of a headless call that one identity takes. */
export const RINGS_ON: Party = {
  ...NOBODY,
  ring: ({ ringing }) => {
    ringing();
    return new Promise(() => {});
  },
};
