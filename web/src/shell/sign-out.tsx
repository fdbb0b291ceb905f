import { useSignal } from '@preact/signals';
import { Button } from '#web/src/components/button.tsx';
import { Dialog } from '#web/src/components/dialog.tsx';
import { isFinal } from '#web/src/payment/newest.ts';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { usePhone } from '#web/src/phone/use-phone.ts';
import { useWords } from '#web/src/words/use-words.ts';

/** Signs out, and asks first when that would end a call or leave a payment. */
export function SignOut({ onSignOut }: { readonly onSignOut: () => void }) {
  const { phone } = usePhone();
  const { payment } = usePayment();
  const { t } = useWords();
  const asking = useSignal(false);
  const phase = phone.call.value?.phase.value ?? 'ended';
  const isCallUp = phase !== 'ended' && phase !== 'ringing';
  const session = payment.session.value;
  const isPaymentOpen = session !== undefined && !isFinal(session);
  const why = session?.state === 'submitting' ? 'call.hangUpSubmitted' : 'call.hangUpWhy';
  return (
    <>
      <Button
        kind="quiet"
        onPress={() => {
          if (isCallUp || isPaymentOpen) asking.value = true;
          else onSignOut();
        }}
      >
        {t('signIn.out')}
      </Button>
      {asking.value && (
        <Dialog title={t('signIn.outTitle')} onClose={() => (asking.value = false)}>
          {isCallUp && <p>{t('signIn.outCall')}</p>}
          {isPaymentOpen && <p>{t(isCallUp ? why : 'signIn.outPayment')}</p>}
          <div class="actions">
            <Button onPress={() => (asking.value = false)}>{t('banner.stay')}</Button>
            <Button
              kind="danger"
              onPress={() => {
                asking.value = false;
                onSignOut();
              }}
            >
              {t('signIn.out')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
