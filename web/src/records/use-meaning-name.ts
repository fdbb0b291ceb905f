import { useIdName } from '#web/src/payment/use-id-name.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import type { Meaning } from './find-meaning.ts';

/** Names what a text was taken for, in the business's own words where it has some. */
export function useMeaningName(): (meaning: Meaning) => string {
  const { t } = useWords();
  const idName = useIdName();
  return (meaning) =>
    meaning === 'reference' || meaning === 'customer' ? idName(meaning, 'list') : t(`search.${meaning}`);
}
