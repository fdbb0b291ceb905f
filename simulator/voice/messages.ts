import * as v from 'valibot';

/** The frame that is a heartbeat, in both directions. */
export const HEARTBEAT = '\n';

/** Version of the envelope; the SDK never reads it. */
const VERSION = '1.6';

export function encodeMessage(type: string, payload: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, version: VERSION, payload });
}

export type ClientMessage = v.InferOutput<typeof MESSAGE>;

/** Reads one frame of the client; undefined for anything that is not a message this version of the SDK sends. */
export function decodeMessage(frame: string): ClientMessage | undefined {
  try {
    const parsed = v.safeParse(MESSAGE, JSON.parse(frame));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

const SDP = v.pipe(v.string(), v.startsWith('v=0'));
const CALL = { callsid: v.string() };

const MESSAGE = v.variant('type', [
  v.object({ type: v.literal('listen'), payload: v.object({ token: v.optional(v.unknown()) }) }),
  v.object({ type: v.literal('register'), payload: v.object({ media: v.object({ audio: v.boolean() }) }) }),
  v.object({
    type: v.literal('invite'),
    payload: v.object({
      ...CALL,
      sdp: SDP,
      reconnect: v.optional(v.string()),
      twilio: v.optional(v.object({ params: v.optional(v.string()) })),
    }),
  }),
  v.object({ type: v.literal('answer'), payload: v.object({ ...CALL, sdp: SDP }) }),
  v.object({ type: v.literal('reinvite'), payload: v.object({ ...CALL, sdp: SDP }) }),
  v.object({ type: v.literal('hangup'), payload: v.object(CALL) }),
  v.object({ type: v.literal('reject'), payload: v.object(CALL) }),
  v.object({ type: v.literal('dtmf'), payload: v.object({ ...CALL, dtmf: v.string() }) }),
  v.object({ type: v.literal('message'), payload: v.object({ ...CALL, voiceeventsid: v.string() }) }),
]);
