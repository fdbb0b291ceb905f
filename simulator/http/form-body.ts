import type { Context } from 'hono';
import { showName } from './show-name.ts';
import { SimulatorUnsupported } from './simulator-unsupported.ts';
import { twilioError } from './twilio-error.ts';

/** The parameters of one form-encoded request. */
export interface Form {
  /** The value of a parameter; the last one when it was sent more than once. */
  get(name: string): string | undefined;
  /** Every value of a parameter, in the order sent. */
  all(name: string): readonly string[];
  has(name: string): boolean;
  /** Names in the order first sent. */
  readonly names: readonly string[];
  /** One value per name; the last one wins. */
  record(): Record<string, string>;
}

declare module 'hono' {
  interface ContextVariableMap {
    /** The request's parameters once they were read: the request log shows them. */
    form?: Form;
    /** The leg a request turned out to be about. */
    callSid?: string;
  }
}

/** No request the simulator knows needs more than this; Sync's largest document is 16 KiB before encoding. */
const LARGEST_BODY_BYTES = 1024 * 1024;

/**
 * Reads `application/x-www-form-urlencoded`, the only body Twilio's 2010 and v1 APIs accept here. Any other content
 * type counts as no parameters.
 *
 * @throws TwilioError 413 with code 20413 above 1 MiB.
 */
export async function readForm(context: Context): Promise<Form> {
  if (Number(context.req.header('content-length') ?? 0) > LARGEST_BODY_BYTES) throw tooLarge();
  const body = await context.req.text();
  if (body.length > LARGEST_BODY_BYTES) throw tooLarge();
  const contentType = context.req.header('content-type') ?? '';
  const form = parseForm(contentType.startsWith('application/x-www-form-urlencoded') ? body : '');
  context.set('form', form);
  return form;
}

/** Parses a form-encoded text. */
export function parseForm(body: string): Form {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body)) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return {
    get: (name) => values.get(name)?.at(-1),
    all: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
    names: [...values.keys()],
    record: () => Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? ''])),
  };
}

/**
 * Refuses parameters the operation does not know, and any sent twice that is not in `repeatable`: how Twilio treats
 * those is not known, so neither is silently ignored.
 *
 * @throws SimulatorUnsupported naming the parameters.
 */
export function refuseUnknown(
  form: Form,
  operation: string,
  known: readonly string[],
  repeatable: readonly string[] = [],
): void {
  const unknown = form.names.filter((name) => !known.includes(name) && !repeatable.includes(name));
  if (unknown.length > 0)
    throw new SimulatorUnsupported(`${operation} with ${unknown.map(showName).join(', ')}`);
  const repeated = form.names.filter((name) => form.all(name).length > 1 && !repeatable.includes(name));
  if (repeated.length > 0)
    throw new SimulatorUnsupported(`${operation} with ${repeated.map(showName).join(', ')} given twice`);
}

function tooLarge() {
  return twilioError(413, 20413, 'Request Entity Too Large');
}
