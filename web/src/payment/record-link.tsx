import { Link } from '#web/src/components/link.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { usePayment } from './use-payment.ts';

/** A link to the record of a payment, where there are records: a panel has none. */
export function RecordLink({
  paySid,
  class: className,
}: {
  readonly paySid: string;
  readonly class?: string;
}) {
  const { terms } = usePayment();
  const { t } = useWords();
  if (terms) return null;
  return (
    <Link {...(className ? { class: className } : {})} to={`/payments/${paySid}`}>
      {t('pay.openRecord')}
    </Link>
  );
}
