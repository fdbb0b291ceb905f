import type { AccessEvent } from '../../../lambdas/shared/contract.ts';
import { Link } from '../components/link.tsx';
import { type Translate, useWords } from '../desk-context.ts';
import { Moment } from '../records/moment.tsx';
import { EXACT_TIME } from '../records/timeline.tsx';

const COLUMNS = ['time', 'who', 'what', 'asked', 'rows', 'requestId'] as const;

/** Lines of the access log. */
export function AccessTable({ items }: { readonly items: readonly AccessEvent[] }) {
  const { t } = useWords();
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
          <tr key={item.sequence}>
            <td>
              <Moment at={item.at} format={EXACT_TIME} />
            </td>
            <td>{item.by}</td>
            <td>
              {t(`access.${item.action}`)}
              {item.outcome === 'refused' && <span class="mark failed"> {t('access.refused')}</span>}
            </td>
            <td class="wrap">{item.target ? <Target item={item} /> : askedText(item, t)}</td>
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
      {`${target.slice(0, 4)}…${target.slice(-4)}`}
    </Link>
  );
}

/** "state failed, failure declined": the words of the API, which is what was recorded. */
function askedText({ filter = {} }: AccessEvent, t: Translate): string {
  const asked = Object.entries(filter).map(([name, value]) => `${name} ${value}`);
  return asked.length > 0 ? asked.join(', ') : t('access.everything');
}
