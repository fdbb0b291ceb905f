import type { Target } from './target.ts';

/** One thing somebody who may not get in could try. */
export interface Attempt {
  readonly family: string;
  readonly name: string;
  /** What has to come of it, as {@link outcomeOf} words it; several where more than one refusal is right. */
  readonly expected: string | readonly string[];
  run(target: Target): Promise<string>;
  /** True for the few that prove the others could have worked: they have to change what is stored. */
  readonly control?: boolean;
}

/** An answer as far as it is judged. */
export interface Judged {
  readonly status: number;
  readonly body: Buffer | string;
}

/** An answer in a word or two: `403 SIGNATURE_REFUSED`, `404 NOT_FOUND`, `421`. */
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
