/** The points about calls that no source confirms. Defaults in {@link DEFAULT_CALLS_SETTINGS}. */
export interface CallsSettings {
  /** Final status of the legs that lost to a faster one. */
  readonly losingLegStatus: 'canceled' | 'no-answer';
  /** Final status of an incoming call whose caller hung up before anybody answered. */
  readonly abandonedCallStatus: 'no-answer' | 'canceled';
  /** Whether `<Dial>` requests its action URL when the caller hung up. The response is never run. */
  readonly actionAfterCallerHangup: boolean;
  /** Events reported for a noun with `statusCallback` and no `statusCallbackEvent`. */
  readonly usualStatusEvents: 'completed' | 'none';
  /** How long a client's call waits for its dropped socket to come back, in seconds. */
  readonly clientReconnectSeconds: number;
}

/** The choices explained in `simulator/README.md`. */
export const DEFAULT_CALLS_SETTINGS: CallsSettings = {
  losingLegStatus: 'canceled',
  abandonedCallStatus: 'no-answer',
  actionAfterCallerHangup: true,
  usualStatusEvents: 'completed',
  clientReconnectSeconds: 30,
};
