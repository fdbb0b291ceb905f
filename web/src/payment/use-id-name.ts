import { type IdField, NO_RULES } from '#lambdas/contract/reference-mask.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { usePayment } from './use-payment.ts';

/** What the business calls its ids, or the page's own words for them: more of them in a form than beside a value. */
export function useIdName(): (field: IdField, place: 'form' | 'list') => string {
  const { ids = NO_RULES } = usePayment();
  const { t } = useWords();
  return (field, place) => ids[field].label ?? t(`${place}.${field}`);
}
