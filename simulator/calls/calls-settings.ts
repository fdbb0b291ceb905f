/** The points about calls that no source confirms. Defaults in {@link DEFAULT_CALLS_SETTINGS}. */
export interface CallsSettings {
  /** Final status of the legs that lost to a faster one. */
  readonly losingLegStatus: 'canceled' | 'no-answer';
  /** Final status of an incoming call whose caller hung up before anybody answered. */
  readonly abandonedCallStatus: 'no-answer' | 'canceled';
  /**
   * Whether `<Dial>`, `<Enqueue>` and `<Pay>` request their action URL when the caller hung up. The response is never
   * run.
   */
  readonly actionAfterCallerHangup: boolean;
  /** Whether they request it when the leg was redirected: before the new TwiML, and the response is never run. */
  readonly actionAfterRedirect: boolean;
  /** `DialCallStatus` of a `<Dial>` that still rang when its leg was redirected. */
  readonly redirectedRingingStatus: 'canceled' | 'no-answer';
  /** Whether a leg that still rings, as behind `answerOnBridge`, can be redirected; otherwise 21220. */
  readonly redirectRinging: boolean;
  /** HTTP status of error 21220. */
  readonly notInProgressHttpStatus: 400 | 404;
  /** Whether the number's voice fallback still counts after a redirect that names none. */
  readonly redirectKeepsFallback: boolean;
  /** Seconds by which `<Dial>` rings longer than its `timeout`: about 5 with Twilio. */
  readonly dialTimeoutExtraSeconds: number;
  /** What a `callerId` that is not allowed (13214) does: the leg fails, or is rung with it all the same. */
  readonly badCallerId: 'fails' | 'rings';
  /** `DialCallStatus` after `<Dial><Queue>` waited in vain for a caller, and for a queue that does not exist. */
  readonly dialEmptyQueueStatus: 'no-answer' | 'failed';
  readonly dialUnknownQueueStatus: 'failed' | 'no-answer';
  /** Whether `maxQueueSize` of `<Enqueue>` sets the size of the queue or does nothing. */
  readonly maxQueueSizeAttribute: 'sets' | 'ignored';
  /** `QueueResult` when the dialler left while its caller still heard the noun's `url`. */
  readonly queueResultBeforeBridge: 'bridging-in-process' | 'bridged' | 'error';
  /** Whether requests after the first of a wait document (redirects, `<Gather>`) carry the queue's parameters. */
  readonly queueParametersFollow: boolean;
  /** Shortest time between two requests of a wait URL, in seconds, for documents that take no time. */
  readonly shortestWaitSeconds: number;
  /** Error codes of the Queues resource: a name that exists, a queue that is not empty. HTTP status 400. */
  readonly queueExistsCode: number;
  readonly queueNotEmptyCode: number;
  /** Events reported for a noun with `statusCallback` and no `statusCallbackEvent`. */
  readonly usualStatusEvents: 'completed' | 'none';
  /** Whether one device that rejects a call ends it for the others of its identity. */
  readonly rejectEnds: 'identity' | 'device';
  /** A client whose last socket closes while it is rung: rings to the timeout, or ends at once with no answer. */
  readonly vanishedWhileRinging: 'rings' | 'no-answer';
  /** How long a client's call waits for its dropped socket to come back, in seconds. */
  readonly clientReconnectSeconds: number;
}

/** The choices explained in `simulator/README.md`. */
export const DEFAULT_CALLS_SETTINGS: CallsSettings = {
  losingLegStatus: 'canceled',
  abandonedCallStatus: 'no-answer',
  actionAfterCallerHangup: true,
  actionAfterRedirect: true,
  redirectedRingingStatus: 'canceled',
  redirectRinging: false,
  notInProgressHttpStatus: 400,
  redirectKeepsFallback: true,
  dialTimeoutExtraSeconds: 0,
  badCallerId: 'fails',
  dialEmptyQueueStatus: 'no-answer',
  dialUnknownQueueStatus: 'failed',
  maxQueueSizeAttribute: 'sets',
  queueResultBeforeBridge: 'bridging-in-process',
  queueParametersFollow: true,
  shortestWaitSeconds: 1,
  queueExistsCode: 20001,
  queueNotEmptyCode: 20001,
  usualStatusEvents: 'completed',
  rejectEnds: 'identity',
  vanishedWhileRinging: 'rings',
  clientReconnectSeconds: 30,
};
