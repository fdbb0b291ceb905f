import type { PaySession } from '../../../lambdas/shared/contract.ts';
import { Link } from '../components/link.tsx';
import { useDesk, useWords } from '../desk-context.ts';
import { formatAmount } from '../payment/amount.ts';
import { methodText } from './method-text.ts';
import { StateMark } from './state-mark.tsx';

/** Found payments as a table, which becomes a list of cards where there is no room. */
export function PaymentsTable({ items }: { readonly items: readonly PaySession[] }) {
  const { settings } = useDesk();
  const { t, words } = useWords();
  const time = new Intl.DateTimeFormat(settings.language.value, { dateStyle: 'short', timeStyle: 'medium' });
  return (
    <table class="table">
      <caption class="visually-hidden">{t('list.title')}</caption>
      <thead>
        <tr>
          {(['time', 'agent', 'amount', 'method', 'state', 'record'] as const).map((name) => (
            <th key={name} scope="col">
              {t(`list.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.paySid}>
            <td class="digits">
              <time dateTime={item.startedAt}>{time.format(new Date(item.startedAt))}</time>
            </td>
            <td>{item.agent}</td>
            <td class="digits">{formatAmount(item.chargeAmount, item.currency) || t('pay.saved')}</td>
            <td>{methodText(item, words)}</td>
            <td>
              <StateMark session={item} />
            </td>
            <td>
              <Link to={`/payments/${item.paySid}`} class="digits">
                {`${item.paySid.slice(0, 4)}…${item.paySid.slice(-4)}`}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
