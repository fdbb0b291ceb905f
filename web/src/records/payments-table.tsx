import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { Link } from '#web/src/components/link.tsx';
import { methodText } from '#web/src/payment/method-text.ts';
import { StateMark } from '#web/src/payment/state-mark.tsx';
import { useWords } from '#web/src/words/trail-words.ts';
import { DAY_AND_TIME, Moment } from './moment.tsx';
import { shortSid } from './short-sid.ts';

/** Found payments as a table, or as a list of cards where space is short. */
export function PaymentsTable({ items }: { readonly items: readonly PaySession[] }) {
  const { t, words, money } = useWords();
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
            <td>
              <Moment at={item.startedAt} format={DAY_AND_TIME} />
            </td>
            <td class="name">{item.agent}</td>
            <td class="nowrap">
              {item.chargeAmount === undefined ? (
                t(item.outcome === 'saved' ? 'pay.saved' : 'record.save')
              ) : (
                <span class="digits">{money(item.chargeAmount, item.currency)}</span>
              )}
            </td>
            <td>{methodText(item, words)}</td>
            <td>
              <StateMark session={item} />
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
