import { NO_RULES } from '#lambdas/contract/reference-mask.ts';
import { Button } from '#web/src/components/button.tsx';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import type { PaymentFilter } from './filter.ts';
import { IDS, lookFor, meaningsOf } from './find-meaning.ts';
import { useMeaningName } from './use-meaning-name.ts';

export interface OtherMeaningsProps {
  readonly filter: PaymentFilter;
  readonly onChoose: (filter: PaymentFilter) => void;
}

/** For a text that found nothing: what else it can be, one press away. */
export function OtherMeanings({ filter, onChoose }: OtherMeaningsProps) {
  const { ids = NO_RULES } = usePayment();
  const { t } = useWords();
  const nameOf = useMeaningName();
  const asked = (['lastFour', ...IDS] as const).find((name) => filter[name] !== '');
  if (!asked) return null;
  const others = meaningsOf(filter[asked], ids).filter((meaning) => meaning !== asked);
  if (others.length === 0) return null;
  return (
    <>
      <p>{t('search.asOther', { meaning: nameOf(asked) })}</p>
      <div class="actions">
        {others.map((meaning) => (
          <Button
            key={meaning}
            onPress={() => onChoose({ ...filter, [asked]: '', ...lookFor(filter[asked], meaning) })}
          >
            {t('search.lookAs', { meaning: nameOf(meaning) })}
          </Button>
        ))}
      </div>
    </>
  );
}
