import { useEffect } from 'preact/hooks';
import { NO_RULES } from '#lambdas/contract/reference-mask.ts';
import { Field } from '#web/src/components/field.tsx';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { type Meaning, meaningsOf } from './find-meaning.ts';
import { useMeaningName } from './use-meaning-name.ts';

export interface FindBoxProps {
  readonly text: string;
  /** What the person says it is; undefined leaves it to the box. */
  readonly chosen: Meaning | undefined;
  readonly problem: string | undefined;
  readonly onType: (text: string) => void;
  readonly onChoose: (meaning: Meaning) => void;
}

/** One box for everything that names a payment. It says what it takes a text for, and lets the person choose where several fit. */
export function FindBox({ text, chosen, problem, onType, onChoose }: FindBoxProps) {
  const { ids = NO_RULES } = usePayment();
  const { announcer } = usePlatform();
  const { t } = useWords();
  const nameOf = useMeaningName();
  const meanings = meaningsOf(text, ids);
  const [likeliest] = meanings;
  const taken = likeliest && t('search.takenForOne', { meaning: nameOf(chosen ?? likeliest) });
  useEffect(() => {
    if (taken) announcer.say({ text: taken, topic: 'find', level: 'all' });
  }, [taken]);
  return (
    <div class="find">
      <Field
        id="filter-find"
        label={t('search.find')}
        value={text}
        onChange={onType}
        problem={problem}
        hint={meanings.length === 1 && taken ? taken : t('search.findHint')}
        attributes={{ type: 'search', spellcheck: 'false', dir: 'auto', enterkeyhint: 'search' }}
      />
      {meanings.length > 1 && (
        <Field
          id="filter-meaning"
          label={t('search.takenFor')}
          value={chosen ?? likeliest ?? ''}
          onChange={(value) => onChoose(value as Meaning)}
          options={meanings.map((meaning) => [meaning, nameOf(meaning)])}
        />
      )}
    </div>
  );
}
