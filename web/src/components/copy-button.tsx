import { useSignal } from '@preact/signals';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { Button } from './button.tsx';

/** Copies one value with one press and says so, also to those who do not see it. */
export function CopyButton({ name, value }: { readonly name: string; readonly value: string }) {
  const { announcer } = usePlatform();
  const { t } = useWords();
  const said = useSignal('');
  const copy = async () => {
    // Absent where the page is not secure, and refused in a frame that was not given the right.
    const copied = await (navigator.clipboard?.writeText(value) ?? Promise.reject()).then(
      () => true,
      () => false,
    );
    said.value = t(copied ? 'common.copied' : 'common.notCopied');
    announcer.say({ text: copied ? t('common.copiedWhat', { name }) : said.value, urgent: !copied });
  };
  return (
    <Button kind="quiet" onPress={() => void copy()}>
      {said.value || t('common.copy')} <span class="visually-hidden">{name}</span>
    </Button>
  );
}
