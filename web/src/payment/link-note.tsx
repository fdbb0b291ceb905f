import { ID_FIELDS } from '#lambdas/contract/reference-mask.ts';
import { Button } from '#web/src/components/button.tsx';
import type { LinkField } from '#web/src/platform/link-channel.ts';
import { useWords } from '#web/src/words/use-words.ts';
import type { StartLink } from './start-link.ts';
import { useIdName } from './use-id-name.ts';

export interface LinkNoteProps {
  readonly link: StartLink;
  /** In the form that it filled in, where its values can be seen. */
  readonly isFilledIn?: boolean;
  readonly onForget?: () => void;
}

/** Says what a link wants to be paid, and what of it cannot be used. */
export function LinkNote({ link, isFilledIn = false, onForget }: LinkNoteProps) {
  const { t, money } = useWords();
  const nameOf = useIdName();
  const name = (field: LinkField) =>
    field === 'amount' || field === 'currency' ? t(`form.${field}`) : nameOf(field, 'list');
  const { draft, unusable } = link;
  const values = [
    ...ID_FIELDS.flatMap((field) => (draft[field] ? `${name(field)} ${draft[field]}` : [])),
    ...(draft.amount ? [money(draft.amount, draft.currency)] : []),
  ];
  return (
    <div class="note link-note">
      {values.length > 0 && (
        <p>{isFilledIn ? t('link.filledIn') : t('link.next', { values: values.join(', ') })}</p>
      )}
      {unusable.length > 0 && <p>{t('link.unusable', { fields: unusable.map(name).join(', ') })}</p>}
      {onForget && (
        <Button kind="quiet" onPress={onForget}>
          {t('link.forget')}
        </Button>
      )}
    </div>
  );
}
