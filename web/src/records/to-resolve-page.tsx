import { useEffect } from 'preact/hooks';
import type { UnresolvedPayment } from '#lambdas/contract/desk-api.ts';
import { CopyButton } from '#web/src/components/copy-button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { useWords } from '#web/src/words/trail-words.ts';
import { countText } from './count-text.ts';
import { DAY_AND_TIME, Moment } from './moment.tsx';
import { PrintHead } from './print-head.tsx';
import { shortSid } from './short-sid.ts';
import { useToResolve } from './use-to-resolve.ts';
import { ZoneChoice } from './zone-choice.tsx';

/** Payments whose result is not known, oldest first, each with a link to its record, where it is settled. */
export function ToResolvePage() {
  const { toResolve } = useToResolve();
  const { t } = useWords();
  useEffect(() => void toResolve.look(), [toResolve]);
  const list = toResolve.list.value;
  const isStale = toResolve.isStale.value;
  return (
    <div class="card page">
      <div class="page-head">
        <PageTitle text={t('resolve.title')} />
        <Link to="/payments?from=&outcome=unknown">{t('nav.payments')}</Link>
      </div>
      <PrintHead />
      {isStale && (
        <p class="note warn">
          <Icon name="alert" />
          {t('resolve.stale')}
        </p>
      )}
      {!list && !isStale && <p class="hint">{t('list.loading')}</p>}
      {list?.items.length === 0 && <p class="hint">{t('resolve.none')}</p>}
      {list && list.items.length > 0 && (
        <>
          <p>{t('resolve.why')}</p>
          <div class="list-head">
            <p>
              {list.more
                ? t('resolve.more', { count: list.items.length })
                : countText(t, 'search.count', list.items.length)}
            </p>
            <ZoneChoice />
          </div>
          <Unresolved items={list.items} />
        </>
      )}
    </div>
  );
}

const COLUMNS = [
  'list.time',
  'list.agent',
  'list.amount',
  'list.method',
  'list.reference',
  'record.assistPayId',
  'list.record',
] as const;

function Unresolved({ items }: { readonly items: readonly UnresolvedPayment[] }) {
  const { t, money } = useWords();
  return (
    <table class="table">
      <caption class="visually-hidden">{t('resolve.title')}</caption>
      <thead>
        <tr>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {t(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.paySid}>
            <td>
              <Moment at={item.startedAt} format={DAY_AND_TIME} />
            </td>
            <td class="wrap">{item.agent || t('team.unknownAgent')}</td>
            <td class="digits nowrap">{money(item.chargeAmount, item.currency) || t('record.save')}</td>
            <td>{t(item.paymentMethod === 'credit-card' ? 'form.card' : 'form.bank')}</td>
            <td class="wrap">{item.reference}</td>
            <td>
              {item.assistPayId && (
                <span class="digits nowrap">
                  {item.assistPayId}
                  <CopyButton name={t('record.assistPayId')} value={item.assistPayId} />
                </span>
              )}
            </td>
            <td>
              <Link to={`/payments/${item.paySid}`} class="digits nowrap">
                {shortSid(item.paySid)}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
