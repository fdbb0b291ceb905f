import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Log } from '#lambdas/platform/log.ts';
import type { CallbackContent } from '#lambdas/session/callback.ts';

export interface CallbackToLog {
  readonly callback: CallbackContent;
  readonly session: PaySession;
  /** False for one that was in the trail already. */
  readonly isNew: boolean;
  readonly now: Date;
}

/**
 * Writes the lines that operations count: each callback and, only the first time, what it ended or what went wrong in
 * it.
 */
export function logCallback(log: Log, { callback, session, isNew, now }: CallbackToLog): void {
  const { callSid, paySid, state, agent, version } = session;
  const { time, result, payErrorCode, errorType, capture } = callback;
  log.info('callback', {
    callSid,
    paySid,
    state,
    sequence: version,
    duplicate: !isNew,
    ...(time ? { ageMilliseconds: Math.max(0, now.getTime() - Date.parse(time)) } : {}),
  });
  if (!isNew) return;
  if (result) {
    log.info('session over', {
      callSid,
      paySid,
      agent,
      state,
      result,
      ...(payErrorCode ? { code: payErrorCode } : {}),
    });
  } else if (errorType) {
    log.info('capture error', { callSid, paySid, code: errorType, ...(capture ? { field: capture } : {}) });
  }
}
