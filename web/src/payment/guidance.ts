import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import { fill } from '#web/src/words/words.ts';

/**
 * What the agent is told about a code: the catalogue's words, else the service's own guidance, else the code itself.
 * The most telling code wins: the one of the error before the result that wraps it.
 */
export function guidanceFor(
  subject: Pick<PaySession, 'error' | 'result'>,
  words: Pick<Words, 'codes'>,
): string {
  const { error, result } = subject;
  const known = words.codes[error?.code ?? ''];
  if (known) return known.agent;
  if (error?.guidance) return error.guidance;
  const byResult = words.codes[result ?? ''];
  if (byResult) return byResult.agent;
  return fill(words.codes.unknown?.agent ?? '', { code: error?.code ?? result ?? '' });
}
