import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { guidanceRow } from '#lambdas/contract/guidance.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import { fill } from '#web/src/words/words.ts';

type Subject = Pick<PaySession, 'error' | 'result'>;

/**
 * What the agent is told about a code: the catalogue's words, otherwise the service's guidance, otherwise the code
 * itself. The most specific code wins: the error's own before the result that wraps it.
 */
export function guidanceFor(subject: Subject, words: Pick<Words, 'codes'>): string {
  const { error, result } = subject;
  const known = wordsOfError(subject, words);
  if (known) return known.agent;
  if (error?.guidance) return error.guidance;
  const byResult = words.codes[result ?? ''];
  if (byResult) return byResult.agent;
  return fill(words.codes.unknown?.agent ?? '', { code: error?.code ?? result ?? '' });
}

/** The catalogue's words for a session's error, if it has any. */
export function wordsOfError(
  { error }: Subject,
  { codes }: Pick<Words, 'codes'>,
): Words['codes'][string] | undefined {
  return error && codes[guidanceRow(error.code, error.declined)];
}
