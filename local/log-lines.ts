import { describeFailure } from '#lambdas/platform/log.ts';

/** A line of the log about a failure of the stack itself: name and frames, never the message or what was sent. */
export function failureLine(message: string, failure: unknown, fields: object = {}): string {
  return line('error', { message, ...fields, ...describeFailure(failure) });
}

/** A line of the log for what the simulator has to say. */
export function simulatorLine(message: string): string {
  return line('info', { source: 'simulator', message });
}

function line(level: string, fields: object): string {
  return JSON.stringify({ level, at: new Date().toISOString(), ...fields });
}
