import { useSignal } from '@preact/signals';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { countText } from './count-text.ts';
import { fileNameOf, type PaymentFilter, requestOf } from './filter.ts';

export interface CsvButtonProps {
  readonly filter: PaymentFilter;
  /** How many payments the file will hold, if known. */
  readonly count: number | undefined;
}

/** Saves everything the filter finds as a file, and says how many payments it holds. */
export function CsvButton({ filter, count }: CsvButtonProps) {
  const { api } = useApi();
  const { announcer } = usePlatform();
  const { t, words } = useWords();
  const isBusy = useSignal(false);
  const outcome = useSignal<{ readonly text: string; readonly isBad: boolean } | undefined>(undefined);

  const say = (text: string, isBad: boolean) => {
    outcome.value = { text, isBad };
    announcer.say({ text, urgent: isBad });
  };
  const download = async () => {
    isBusy.value = true;
    try {
      const { content, rows } = await api.csv(requestOf(filter));
      const file = fileNameOf(filter);
      saveFile(content, file);
      say(t('search.csvDone', { count: countText(t, 'search.count', rows), file }), false);
    } catch (error) {
      say(errorText(error as ApiError, words), true);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <div class="csv">
      <Button blocked={isBusy.value} onPress={() => void download()}>
        {isBusy.value
          ? t('search.csvWorking')
          : count === undefined
            ? t('search.csvAll')
            : t('search.csv', { count })}
      </Button>
      {outcome.value && <p class={outcome.value.isBad ? 'problem' : 'hint'}>{outcome.value.text}</p>}
    </div>
  );
}

/** Saves content as a file of that name. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
