import type { Words } from '#web/src/words/catalogue.ts';
import { fill } from '#web/src/words/words.ts';

/** "1 digit", "9 digits". */
export function digitsText(count: number, { texts }: Pick<Words, 'texts'>): string {
  return fill(texts[count === 1 ? 'row.digits.one' : 'row.digits.other'], { count });
}
