import type { Ending } from '#lambdas/contract/payment-ending.ts';
import type { MyPayment } from '#lambdas/contract/report-api.ts';
import { Icon, type IconName } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { Moment } from '#web/src/records/moment.tsx';
import { useRoomWords } from '#web/src/words/room-words.ts';
import { OWN_DAY } from './words.ts';

const MARKS: Readonly<Record<Ending, readonly [tone: string, icon: IconName]>> = {
  charged: ['succeeded', 'check'],
  saved: ['succeeded', 'check'],
  declined: ['failed', 'cross'],
  failed: ['failed', 'cross'],
  cancelled: ['cancelled', 'cross'],
  unknown: ['unknown', 'alert'],
  open: ['capturing', 'dots'],
};

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY = { ...TIME, day: 'numeric', month: 'short' } as const;

export interface PaymentLinesProps {
  readonly label: string;
  readonly payments: readonly Omit<MyPayment, 'callSid'>[];
  /** Of several days: each with its day. */
  readonly isOfDays?: boolean;
}

/** A few payments, each with when, how much, how it ended, and a link to its record. */
export function PaymentLines({ label, payments, isOfDays }: PaymentLinesProps) {
  const { t, money } = useRoomWords(OWN_DAY);
  return (
    <ul class="payment-lines" aria-label={label}>
      {payments.map(({ paySid, ending, chargeAmount, currency, startedAt }) => {
        const [tone, icon] = MARKS[ending];
        return (
          <li key={paySid}>
            <Moment at={startedAt} format={isOfDays ? DAY : TIME} />
            <span class={`mark ${tone}`}>
              <Icon name={icon} />
              {t(`ending.${ending}`)}
            </span>
            <Link to={`/payments/${paySid}`} class="sum-line">
              {money(chargeAmount, currency) || t(ending === 'saved' ? 'pay.saved' : 'record.save')}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
