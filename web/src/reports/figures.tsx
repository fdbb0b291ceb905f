import type { Ending } from '#lambdas/contract/payment-ending.ts';
import { Link } from '#web/src/components/link.tsx';
import { durationOf } from '#web/src/platform/duration.ts';
import { listAddress } from '#web/src/records/filter.ts';
import { sumText } from '#web/src/words/money.ts';
import { useWords } from '#web/src/words/use-words.ts';
import type { Sum, Sums } from './sums.ts';
import { useReportWords } from './words.ts';

export interface CountProps {
  readonly sum: Sum;
  readonly ending: Ending;
  /** Which payments they are among. */
  readonly filter: Readonly<Record<string, string>>;
  /** Shows the money first. */
  readonly leads?: boolean;
}

/** How many, which opens the list of them, and what they come to. */
export function Count({ sum, ending, filter, leads }: CountProps) {
  const { words } = useWords();
  if (sum.count === 0) return <span class="none">0</span>;
  return (
    <>
      <Link to={listAddress({ ...filter, ending })}>
        {new Intl.NumberFormat(words.language).format(sum.count)}
      </Link>
      {sum.money.map(([currency, minor]) => (
        <span key={currency} class={`fact nowrap ${leads ? '' : 'small'}`}>
          {sumText(minor, currency, words.language)}
        </span>
      ))}
    </>
  );
}

/** The approval rate with what it is of; of too few only how many there are. */
export function Approval({ sums, short }: { readonly sums: Sums; readonly short?: boolean }) {
  const { approval, answers } = sums;
  const { words } = useWords();
  const { t } = useReportWords();
  if (answers === 0) return <span class="none">–</span>;
  if (approval === undefined)
    return <span class="small">{t(short ? 'few' : 'tooFew', { count: answers })}</span>;
  const percent = new Intl.NumberFormat(words.language, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <>
      {percent.format(approval)} <span class="small nowrap">{t('approvalOf', { count: answers })}</span>
    </>
  );
}

export function Average({ sums: { average } }: { readonly sums: Sums }) {
  return average === undefined ? <span class="none">–</span> : <span>{durationOf(average)}</span>;
}
