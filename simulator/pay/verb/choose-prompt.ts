import type { Prompt, Sound } from '../../twiml/verbs.ts';
import type { CardBrand } from '../card-brands.ts';
import type { CaptureError } from '../check-entry.ts';
import type { PayVerbSettings } from './pay-verb-settings.ts';

/** What is about to be asked for. */
export interface Occasion {
  readonly for: Prompt['for'];
  /** The try that begins, from 1. */
  readonly attempt: number;
  /** Why the try before failed. */
  readonly error: CaptureError | undefined;
  readonly cardType: CardBrand | undefined;
  /** The second entry of a bank step. */
  readonly isForMatching: boolean;
}

/**
 * What the document wants said, or undefined when it has nothing for the occasion. A prompt fits when all its
 * qualifiers do. The one with most of them wins, `errorType` before `cardType` before `attempt`, then the first in the
 * document (unconfirmed: setting `payPromptChoice`).
 */
export function choosePrompt(
  prompts: readonly Prompt[],
  occasion: Occasion,
  settings: Pick<PayVerbSettings, 'payPromptChoice' | 'payPlainPromptAfterError'>,
): readonly Sound[] | undefined {
  const fitting = prompts.filter(
    (prompt) =>
      fits(prompt, occasion) &&
      (!occasion.error || prompt.errorTypes || prompt.attempts || settings.payPlainPromptAfterError),
  );
  const [chosen] =
    settings.payPromptChoice === 'first' ? fitting : [...fitting].sort((a, b) => rank(b) - rank(a));
  return chosen?.sounds;
}

function fits(prompt: Prompt, { for: step, attempt, error, cardType, isForMatching }: Occasion): boolean {
  const errorType = error === 'input-timeout' ? 'timeout' : error;
  return (
    prompt.for === step &&
    prompt.isForMatching === isForMatching &&
    (!prompt.errorTypes || (errorType !== undefined && prompt.errorTypes.includes(errorType))) &&
    (!prompt.cardTypes || (cardType !== undefined && prompt.cardTypes.includes(cardType))) &&
    (!prompt.attempts || prompt.attempts.includes(attempt))
  );
}

function rank({ errorTypes, cardTypes, attempts }: Prompt): number {
  const given = [errorTypes, cardTypes, attempts].map((list) => (list ? 1 : 0));
  const [error = 0, card = 0, attempt = 0] = given;
  return (error + card + attempt) * 8 + error * 4 + card * 2 + attempt;
}
