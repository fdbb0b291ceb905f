import type { Scene, TwimlServices } from './stage.ts';

/** Notes in the request log what was wrong with the document that runs, although the call goes on. */
export function warnOf(
  { base, leg }: Pick<Scene, 'base' | 'leg'>,
  { clock, requests }: Pick<TwimlServices, 'clock' | 'requests'>,
  problem: string,
): void {
  requests.add({
    at: clock.now().toISOString(),
    kind: 'voice',
    method: 'POST',
    url: base ?? '(document given with the call)',
    parameters: { CallSid: leg.sid },
    status: null,
    milliseconds: 0,
    note: problem,
  });
}
