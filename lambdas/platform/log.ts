import { ENV } from '#lambdas/contract/environment.ts';

/** Everything a log line may hold. Values are our own words, codes, SIDs, names and numbers: never what was sent. */
export interface LogFields {
  readonly route?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly callSid?: string;
  readonly paySid?: string;
  readonly agent?: string;
  readonly state?: string;
  readonly field?: string;
  readonly code?: string;
  /** Twilio's `Result`. */
  readonly result?: string;
  /** From Twilio's time of a callback to ours. */
  readonly ageMilliseconds?: number;
  readonly twilioCode?: number;
  readonly sequence?: number;
  /** By which a processor knows a payment: letters only. */
  readonly assistPayId?: string;
  readonly duplicate?: boolean;
  /** Callers in line. */
  readonly waiting?: number;
  /** Added to the transparency log, and how many it has then. */
  readonly leaves?: number;
  readonly size?: number;
  readonly error?: string;
  readonly frames?: readonly string[];
  readonly shape?: string;
}

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with fields on every later line. */
  with(fields: LogFields & { readonly requestId?: string }): Log;
}

const ALLOWED: ReadonlySet<string> = new Set<keyof LogFields | 'requestId'>([
  'requestId',
  'route',
  'status',
  'milliseconds',
  'callSid',
  'paySid',
  'agent',
  'state',
  'field',
  'code',
  'result',
  'ageMilliseconds',
  'twilioCode',
  'sequence',
  'assistPayId',
  'duplicate',
  'waiting',
  'leaves',
  'size',
  'error',
  'frames',
  'shape',
]);

/** One JSON line per entry on stdout; a field outside the allow-list is dropped. `LOG_LEVEL=silent` writes nothing. */
export function createLog(write: (line: string) => void = writeToStdout, bound: object = {}): Log {
  const entry =
    (level: string) =>
    (message: string, fields: object = {}) => {
      const line: Record<string, unknown> = { level, message, at: new Date().toISOString() };
      for (const [name, value] of Object.entries({ ...bound, ...fields })) {
        if (ALLOWED.has(name)) line[name] = value;
      }
      write(JSON.stringify(line));
    };
  return {
    info: entry('info'),
    warn: entry('warn'),
    error: entry('error'),
    with: (fields) => createLog(write, { ...bound, ...fields }),
  };
}

/** The kind of a value, and nothing about its content: not even a length. */
export function shapeOf(value: unknown): string {
  if (value === null) return '(null)';
  if (value === '') return '(empty string)';
  if (Array.isArray(value)) return value.length === 0 ? '(empty list)' : '(list)';
  return `(${typeof value})`;
}

/** Name and stack frames of a failure. Its message is left out: parsers and drivers quote what they were given. */
export function describeFailure(failure: unknown): LogFields {
  if (!(failure instanceof Error)) return { shape: shapeOf(failure) };
  const frames = (failure.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: failure.name, frames: frames.slice(0, 8).map((line) => line.trim()) };
}

function writeToStdout(line: string): void {
  if (process.env[ENV.logLevel] !== 'silent') process.stdout.write(`${line}\n`);
}
