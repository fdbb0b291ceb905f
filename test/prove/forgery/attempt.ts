import type { Target } from './target.ts';

/** One thing that somebody without access could try. */
export interface Attempt {
  readonly family: string;
  readonly name: string;
  /** The required outcome, worded as by {@link outcomeOf}; several when more than one refusal is right. */
  readonly expected: string | readonly string[];
  run(target: Target): Promise<string>;
  /** True for the controls, which prove that the others could have worked: they must change the stored state. */
  readonly control?: boolean;
}

/** The parts of a response that are judged. */
export interface Judged {
  readonly status: number;
  readonly body: Buffer | string;
}

/** A response in a word or two: `403 SIGNATURE_REFUSED`, `404 NOT_FOUND`, `421`. */
export function outcomeOf({ status, body }: Judged): string {
  const code = codeOf(body.toString());
  return code === undefined ? String(status) : `${status} ${code}`;
}

function codeOf(text: string): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const { error, simulator, code } = body as Record<string, unknown>;
  if (typeof error === 'object' && error !== null) return String((error as Record<string, unknown>).code);
  if (typeof simulator === 'string') return simulator;
  if (typeof error === 'string') return error;
  return typeof code === 'number' ? String(code) : undefined;
}
