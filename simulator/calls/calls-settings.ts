/** What no source confirms about calls. Defaults in {@link DEFAULT_CALLS_SETTINGS}. */
export interface CallsSettings {
  /** How the legs that lost to a faster one end. */
  readonly losingLegStatus: 'canceled' | 'no-answer';
  /** How an incoming call ends whose caller hung up before anybody answered. */
  readonly abandonedCallStatus: 'no-answer' | 'canceled';
  /** Whether `<Dial>` asks its action URL when it was the caller who hung up. The answer is never run. */
  readonly actionAfterCallerHangup: boolean;
  /** Events reported for a noun with `statusCallback` and no `statusCallbackEvent`. */
  readonly usualStatusEvents: 'completed' | 'none';
  /** How long a client's call waits for its dropped socket to come back, in seconds. */
  readonly clientReconnectSeconds: number;
}

/** The readings argued in `simulator/README.md`. */
export const DEFAULT_CALLS_SETTINGS: CallsSettings = {
  losingLegStatus: 'canceled',
  abandonedCallStatus: 'no-answer',
  actionAfterCallerHangup: true,
  usualStatusEvents: 'completed',
  clientReconnectSeconds: 30,
};
