import type { Clock, RequestLog } from '../services.ts';

/** Adds what went wrong while TwiML ran, for which there is no request to show it on. */
export function reportProblem(
  { requests, clock }: { readonly requests: RequestLog; readonly clock: Clock },
  callSid: string,
  /** Of the document; undefined for one given with the call. */
  url: string | undefined,
  problem: string,
): void {
  requests.add({
    at: clock.now().toISOString(),
    kind: 'voice',
    method: 'POST',
    url: url ?? '(document given with the call)',
    parameters: { CallSid: callSid },
    status: null,
    milliseconds: 0,
    problem,
    callSid,
  });
}
