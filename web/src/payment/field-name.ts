import type { Capture } from '#lambdas/contract/desk-api.ts';
import { fieldOf } from '#lambdas/contract/fields.ts';
import type { Words } from '#web/src/words/catalogue.ts';
import { fill } from '#web/src/words/words.ts';

/** "Card number", or "Card number, once more" for the second entry of a comparison. */
export function fieldName(capture: Capture, { texts }: Pick<Words, 'texts'>): string {
  const field = texts[`field.${fieldOf(capture)}`];
  return capture.endsWith('-matcher') ? fill(texts['field.matcher'], { field }) : field;
}
