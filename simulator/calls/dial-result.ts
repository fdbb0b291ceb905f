/** How a `<Dial>` ended, as reported to its action URL. */
export interface DialResult {
  /** `answered` is the end of a conference (Twilio docs). */
  readonly status: 'completed' | 'answered' | 'busy' | 'no-answer' | 'failed' | 'canceled';
  /** The leg that was bridged, or the last one that ended. */
  readonly callSid?: string;
  /** Undefined is not reported. */
  readonly bridged: boolean | undefined;
  /** Of the conversation; absent when the dialled leg was redirected out of it. */
  readonly seconds?: number;
}

/** Twilio docs, `<Dial>` action: parameters on top of the usual ones. */
export function dialParameters(result: DialResult): Record<string, string> {
  return {
    ...(result.bridged === undefined ? {} : { DialBridged: String(result.bridged) }),
    DialCallStatus: result.status,
    ...(result.callSid ? { DialCallSid: result.callSid } : {}),
    ...(result.bridged && result.seconds !== undefined ? { DialCallDuration: String(result.seconds) } : {}),
  };
}
