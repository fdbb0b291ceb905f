import { useSignal } from '@preact/signals';
import { useWords } from '#web/src/words/use-words.ts';
import { Button } from './button.tsx';

/**
 * Codes and SIDs for support, folded away, with a button to copy them. Never card data: the component that uses it
 * chooses the facts.
 */
export function CopyDetails({ facts }: { readonly facts: Readonly<Record<string, string>> }) {
  const { t } = useWords();
  const copied = useSignal(false);
  const lines = Object.entries(facts).filter(([, value]) => value !== '');
  if (lines.length === 0) return null;
  return (
    <details class="details">
      <summary>{t('common.details')}</summary>
      <p class="digits small">
        {lines.map(([name, value]) => (
          <span key={name} class="fact">
            {name} {value}
          </span>
        ))}
      </p>
      <Button
        kind="quiet"
        onPress={() => {
          const text = lines.map(([name, value]) => `${name} ${value}`).join('\n');
          void navigator.clipboard?.writeText(text).then(() => {
            copied.value = true;
          });
        }}
      >
        {copied.value ? t('common.copied') : t('common.copyDetails')}
      </Button>
    </details>
  );
}
