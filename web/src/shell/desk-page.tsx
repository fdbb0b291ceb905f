import { PageTitle } from '#web/src/components/page-title.tsx';
import { DeskSide, useWide } from '#web/src/own-day/desk-side.tsx';
import { LinkNote } from '#web/src/payment/link-note.tsx';
import { PaymentPanel } from '#web/src/payment/payment-panel.tsx';
import { stateKey } from '#web/src/payment/state-key.ts';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { callerText } from '#web/src/phone/caller.ts';
import { PhonePanel } from '#web/src/phone/phone-panel.tsx';
import { phoneStatus } from '#web/src/phone/phone-status.ts';
import { usePhone } from '#web/src/phone/use-phone.ts';
import { useWords } from '#web/src/words/use-words.ts';

/** The desk: the phone while there is no call, the payment during a call or while a payment is still open. */
export function DeskPage() {
  const { phone, seat } = usePhone();
  const { payment, link } = usePayment();
  const { t, words } = useWords();
  const call = phone.call.value;
  const phase = call?.phase.value;
  const isIdle = call === undefined || phase === 'ended';
  const isResuming = phone.resuming.value === 'under-way';
  // After the call its result stays on top, so that the agent can write it down.
  const isWrappingUp = phase === 'ended' && payment.session.value !== undefined;
  const state =
    phase === 'ringing'
      ? `${t('call.incoming')} ${callerText(call?.from ?? '', words.texts)}`
      : t(payment.session.value ? stateKey(payment.session.value) : phoneStatus(phone));
  const isOnline = phone.state.value === 'online' || phone.state.value === 'paused';
  const isWaiting = isIdle && isOnline && !isWrappingUp && !seat.state.value.endsWith('elsewhere');
  const isWide = useWide();
  const hasSide = isWide || isWaiting;
  return (
    <div class={hasSide ? 'desk-columns' : 'desk-alone'}>
      <div class="desk-content">
        <PageTitle text={t('nav.desk')} state={state} hidden />
        {link?.next.value && <LinkNote link={link.next.value} onForget={link.forget} />}
        {isResuming && <p class="note">{t('call.resuming')}</p>}
        {isIdle && !isResuming && !isWrappingUp && <PhonePanel />}
        <PaymentPanel />
        {isWrappingUp && <PhonePanel />}
      </div>
      {hasSide && <DeskSide isWide={isWide} isWaiting={isWaiting} />}
    </div>
  );
}
