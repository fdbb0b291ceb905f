import { useEffect, useState } from 'preact/hooks';
import { endingOf } from '#lambdas/contract/payment-ending.ts';
import { isFinal } from '#web/src/payment/newest.ts';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';
import { EarlierPayments } from './earlier-payments.tsx';
import { InDoubt } from './in-doubt.tsx';
import { OwnDayCard } from './own-day-card.tsx';
import { useOwnDay } from './use-own-day.ts';
import { OWN_DAY } from './words.ts';

const WIDE = '(min-width: 90rem)';

/** Whether the screen has room for a column beside the payment. */
export function useWide(): boolean {
  const [isWide, setWide] = useState(() => window.matchMedia?.(WIDE).matches ?? false);
  useEffect(() => {
    const query = window.matchMedia?.(WIDE);
    const follow = () => setWide(query.matches);
    query?.addEventListener('change', follow);
    return () => query?.removeEventListener('change', follow);
  }, []);
  return isWide;
}

/**
 * Beside the phone or the payment: the agent's day, and where there is room what concerns this caller and what is in doubt. Read
 * when it appears, when a call has ended, and after each payment; never again and again.
 */
export function DeskSide({ isWide, isWaiting }: { readonly isWide: boolean; readonly isWaiting: boolean }) {
  const { ownDay } = useOwnDay();
  const { payment } = usePayment();
  const { t } = useRoomWords(OWN_DAY);
  useEffect(() => void ownDay.look(), [ownDay, isWaiting]);
  useEffect(
    () =>
      payment.onTransition((next, previous) => {
        const isNews = previous?.paySid !== next.paySid || endingOf(previous) !== endingOf(next);
        if (isFinal(next) && isNews) void ownDay.look(next);
      }),
    [payment, ownDay],
  );
  return (
    <aside class="desk-side" aria-label={t('title')}>
      {isWide && <EarlierPayments />}
      <OwnDayCard />
      {isWide && <InDoubt />}
    </aside>
  );
}
