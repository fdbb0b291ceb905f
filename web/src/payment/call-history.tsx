import { useWords } from '#web/src/words/use-words.ts';
import { methodText } from './method-text.ts';
import { RecordLink } from './record-link.tsx';
import { StateMark } from './state-mark.tsx';
import { tallyOf } from './tally.ts';
import { usePayment } from './use-payment.ts';

/** The payments already finished on this call, oldest first. */
export function CallHistory() {
  const { payment } = usePayment();
  const { t, words, money } = useWords();
  const finished = payment.history.value;
  if (finished.length === 0) return null;
  return (
    <div class="history">
      <h2 class="label">{t('form.earlier')}</h2>
      <ul>
        {finished.map((done) => (
          <li key={done.paySid}>
            <StateMark session={done} />
            <strong class="digits">{money(done.chargeAmount, done.currency) || t('record.save')}</strong>
            <span class="hint">{methodText(done, words)}</span>
            <RecordLink paySid={done.paySid} />
          </li>
        ))}
      </ul>
      {tallyOf(finished).map(({ currency, amount, payments }) => (
        <p key={currency} class="total">
          <span>{t('form.total')}</span>
          <strong class="digits">{money(amount, currency)}</strong>
          {payments > 1 && <span class="hint">({payments})</span>}
        </p>
      ))}
    </div>
  );
}
