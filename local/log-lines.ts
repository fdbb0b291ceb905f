import { describeFailure } from '#lambdas/platform/log.ts';

/** A log line about a failure of the stack itself: name and frames, never the message or the request. */
export function failureLine(message: string, failure: unknown, fields: object = {}): string {
  return line('error', { message, ...fields, ...describeFailure(failure) });
}

/** A log line with a message of the simulator. */
export function simulatorLine(message: string): string {
  return line('info', { source: 'simulator', message });
}

function line(level: string, fields: object): string {
  return JSON.stringify({ level, at: new Date().toISOString(), ...fields });
}
