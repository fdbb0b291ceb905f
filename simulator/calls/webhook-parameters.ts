import type { Call } from '../services.ts';
import { durationSeconds, isOver } from './leg.ts';

/** The parameters every voice webhook carries (Twilio docs, TwiML request parameters). */
export function callParameters(call: Call, accountSid: string): Record<string, string> {
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    CallSid: call.sid,
    CallStatus: call.status,
    Called: call.to,
    Caller: call.from,
    Direction: call.direction,
    From: call.from,
    ...(call.parentCallSid ? { ParentCallSid: call.parentCallSid } : {}),
    To: call.to,
  };
}

/**
 * The parameters of a status callback. `initiated` is reported as such although the leg itself is `queued` (Twilio
 * docs); durations are sent only at the end.
 */
export function statusParameters(
  call: Call,
  accountSid: string,
  progress: { readonly initiated: boolean; readonly sequence: number; readonly at: Date },
): Record<string, string> {
  const seconds = durationSeconds(call);
  return {
    ...callParameters(call, accountSid),
    ...(progress.initiated ? { CallStatus: 'initiated' } : {}),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(progress.sequence),
    Timestamp: progress.at.toUTCString().replace('GMT', '+0000'),
    ...(isOver(call) ? { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) } : {}),
  };
}
