import * as v from 'valibot';
import { CALLER_ADDRESS } from '../calls/caller-address.ts';
import type { CallStatus } from '../services.ts';

/** Messages from the phone page. The page imports these types; the schema stays on this side. */
export type FromPhone = v.InferOutput<typeof MESSAGE>;

/** Messages to the phone page. */
export type ToPhone =
  /** Sent first: this phone's number, and the number to offer for dialling. */
  | { readonly type: 'hello'; readonly number: string; readonly dial: string }
  /** Somebody is calling this phone. */
  | { readonly type: 'incoming'; readonly callSid: string; readonly from: string; readonly offer?: string }
  | { readonly type: 'state'; readonly callSid: string; readonly status: CallStatus; readonly note?: string }
  /** Create a new peer connection and send its offer, candidates included. */
  | { readonly type: 'wantOffer'; readonly id: number }
  /** The other side's answer to the newest offer; without SDP the other side has no sound. */
  | { readonly type: 'connect'; readonly sdp?: string }
  /** The conversation is over; the call continues. */
  | { readonly type: 'part' }
  /** The last conversation goes on, on the connection it had. */
  | { readonly type: 'resume' }
  /** The other side's new offer (ICE restart) on the existing connection. */
  | { readonly type: 'wantAnswer'; readonly id: number; readonly sdp: string }
  | {
      readonly type: 'say';
      readonly id: number;
      readonly text: string;
      readonly language: string;
      readonly voice?: string;
    }
  | { readonly type: 'play'; readonly id: number; readonly url: string }
  /** Ends `say` and `play`. */
  | { readonly type: 'hush' }
  /** The caller's place in a queue, front is 1; without a place the caller has left it. */
  | { readonly type: 'queue'; readonly position?: number; readonly size?: number }
  /** The caller's conference: how many are in it, and which way there is sound. Without a size the caller has left it. */
  | {
      readonly type: 'conference';
      readonly size?: number;
      readonly sends?: boolean;
      readonly hears?: boolean;
    }
  | { readonly type: 'refused'; readonly message: string };

/** Reads one frame of the page; undefined for anything else. */
export function readPhoneMessage(frame: string): FromPhone | undefined {
  try {
    const parsed = v.safeParse(MESSAGE, JSON.parse(frame));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

const SDP = v.optional(v.pipe(v.string(), v.startsWith('v=0')));

const MESSAGE = v.variant('type', [
  /** `from` calls as somebody else, such as a withheld number; anything that is no caller's address is left out. */
  v.object({
    type: v.literal('call'),
    to: v.string(),
    from: v.fallback(v.optional(CALLER_ADDRESS), undefined),
  }),
  v.object({ type: v.literal('accept'), sdp: SDP }),
  v.object({ type: v.literal('reject') }),
  v.object({ type: v.literal('hangUp') }),
  v.object({ type: v.literal('key'), key: v.pipe(v.string(), v.regex(/^[0-9*#]$/)) }),
  /** Answers `wantOffer` and `wantAnswer`; without SDP there is no microphone. */
  v.object({ type: v.literal('sdp'), id: v.number(), sdp: SDP }),
  /** `say` or `play` is over. */
  v.object({ type: v.literal('heard'), id: v.number() }),
]);
