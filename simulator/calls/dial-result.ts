/** How a `<Dial>` ended, as reported to its action URL. */
export interface DialResult {
  readonly status: 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled';
  /** The leg that was bridged, or the last one tried. */
  readonly callSid?: string;
  readonly bridged: boolean;
  readonly seconds: number;
}

/** Twilio docs, `<Dial>` action: parameters on top of the usual ones. */
export function dialParameters(result: DialResult): Record<string, string> {
  return {
    DialBridged: String(result.bridged),
    DialCallStatus: result.status,
    ...(result.callSid ? { DialCallSid: result.callSid } : {}),
    ...(result.bridged ? { DialCallDuration: String(result.seconds) } : {}),
  };
}
