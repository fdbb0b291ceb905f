import { fromMinorUnits } from '#lambdas/contract/money.ts';
import { ENDINGS, type Ending } from '#lambdas/contract/payment-ending.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';
import { PaymentLines } from './payment-lines.tsx';
import { useOwnDay } from './use-own-day.ts';
import { OWN_DAY } from './words.ts';

/** The agent's last payments of today and what they come to. */
export function OwnDayCard() {
  const { ownDay } = useOwnDay();
  const { t, money } = useRoomWords(OWN_DAY);
  const day = ownDay.day.value;
  const sum = (ending: Ending) =>
    (day?.totals ?? []).reduce((count, { endings }) => count + (endings[ending]?.count ?? 0), 0);
  const others = ENDINGS.filter((ending) => ending !== 'charged' && sum(ending) > 0);
  return (
    <section class="card own-day" aria-label={t('title')}>
      <h2>{t('title')}</h2>
      {ownDay.isStale.value && <p class="hint">{t('stale')}</p>}
      {!day && !ownDay.isStale.value && <p class="hint">{t('list.loading')}</p>}
      {day?.totals.length === 0 && <p class="hint">{t('none')}</p>}
      {day && day.totals.length > 0 && (
        <>
          <dl class="sums">
            {day.totals.map(
              ({ currency, endings: { charged } }) =>
                charged && (
                  <div key={currency}>
                    <dt class="label">
                      {t('chargedIn', { currency })} ({charged.count})
                    </dt>
                    <dd class="sum">{money(fromMinorUnits(BigInt(charged.minor), currency), currency)}</dd>
                  </div>
                ),
            )}
          </dl>
          {others.length > 0 && (
            <p class="hint">
              {others.map((ending) => `${t(`ending.${ending}`)} ${sum(ending)}`).join(' · ')}
            </p>
          )}
          <PaymentLines label={t('latest')} payments={day.latest} />
        </>
      )}
    </section>
  );
}
