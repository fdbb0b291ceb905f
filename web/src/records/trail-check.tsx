import type { ChainCheck } from '#lambdas/contract/desk-api.ts';
import { Icon } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/trail-words.ts';

/** Whether a chain of recorded events is intact, as an icon, words and a colour. */
export function TrailCheck({ trail }: { readonly trail: ChainCheck }) {
  const { t } = useWords();
  const { verified, brokenAt } = trail;
  return (
    <span class={`mark ${verified ? 'succeeded' : 'failed'}`}>
      <Icon name={verified ? 'check' : 'alert'} />
      {verified
        ? t('record.verified')
        : brokenAt === undefined
          ? t('record.broken')
          : t('record.brokenAt', { number: brokenAt })}
    </span>
  );
}
