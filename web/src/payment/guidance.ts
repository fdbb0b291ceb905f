import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { guidanceRow } from '#lambdas/contract/guidance.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import { fill } from '#web/src/words/words.ts';
import { outcomeOf } from './outcome.ts';

type Subject = Pick<PaySession, 'error' | 'result'> & Partial<Pick<PaySession, 'paymentMethod'>>;

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

export interface Reason {
  readonly code: string;
  /** One sentence; empty where a reason would read like a result. */
  readonly text: string;
  /** The whole guidance. */
  readonly guidance: string;
}

/**
 * Why a payment ended without success, short enough for a list. Of a payment that may have been charged, or whose result
 * a supervisor had to look up, a list shows the code alone.
 */
export function reasonOf(
  session: Subject & Pick<PaySession, 'state' | 'outcome' | 'resolution'>,
  words: Pick<Words, 'codes'>,
): Reason | undefined {
  const outcome = outcomeOf(session);
  const code = session.error?.code ?? session.result;
  if (!code || (session.state !== 'failed' && outcome !== 'unknown')) return undefined;
  const guidance = guidanceFor(session, words);
  const isSure = outcome === 'notCharged' && !session.resolution;
  return { code, guidance, text: isSure ? firstSentence(guidance) : '' };
}

/** The part before "ask again" or "tell your supervisor": what happened. */
export function firstSentence(guidance: string): string {
  return /^.*?[.!?](?=\s|$)/.exec(guidance)?.[0] ?? guidance;
}

/** The catalogue's words for a session's error, if it has any; a bank account has its own where they differ. */
export function wordsOfError(
  { error, paymentMethod }: Subject,
  { codes }: Pick<Words, 'codes'>,
): Words['codes'][string] | undefined {
  if (!error) return undefined;
  const row = guidanceRow(error.code, error.declined);
  return (paymentMethod === 'ach-debit' ? codes[`${row}.bank`] : undefined) ?? codes[row];
}
