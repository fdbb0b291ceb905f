import type { AccessEvent } from '#lambdas/contract/desk-api.ts';
import { Link } from '#web/src/components/link.tsx';
import { DAY_AND_TIME, Moment } from '#web/src/records/moment.tsx';
import { shortSid } from '#web/src/records/short-sid.ts';
import { EXACT_TIME } from '#web/src/records/timeline.tsx';
import { useTimes } from '#web/src/records/zone.ts';
import { useWords } from '#web/src/words/access-words.ts';
import { askedText } from './asked-text.ts';

const COLUMNS = ['time', 'who', 'what', 'asked', 'rows', 'requestId'] as const;

/** The entries of the access log. */
export function AccessTable({ items }: { readonly items: readonly AccessEvent[] }) {
  const { t } = useWords();
  const formatTime = useTimes(DAY_AND_TIME);
  return (
    <table class="table access">
      <caption class="visually-hidden">{t('access.title')}</caption>
      <thead>
        <tr>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {t(`access.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={`${item.chain} ${item.sequence}`}>
            <td>
              <Moment at={item.at} format={EXACT_TIME} />
            </td>
            <td class="name">{item.by}</td>
            <td class="nowrap">
              {t(`access.${item.action}`)}
              {item.outcome === 'refused' && <span class="mark failed"> {t('access.refused')}</span>}
            </td>
            <td class="wrap">{item.target ? <Target item={item} /> : askedText(item, t, formatTime)}</td>
            <td class="digits" data-label={t('access.rows')}>
              {item.rows}
            </td>
            <td class="digits small wrap" data-label={t('access.requestId')}>
              {item.requestId}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Target({ item: { target = '' } }: { readonly item: AccessEvent }) {
  if (!target.startsWith('PK')) return <span class="digits">{target}</span>;
  return (
    <Link to={`/payments/${target}`} class="digits">
      {shortSid(target)}
    </Link>
  );
}
