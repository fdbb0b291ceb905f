import { useWords } from '../desk-context.ts';
import type { DeskCall } from './call.ts';

/**
 * Says in plain words why this desk has no hold. Twilio: holding means moving the caller out of the call they are
 * connected by, which ends the agent's leg and with it the payment that listens to that call.
 */
export function HoldMenu({
  call,
  hasOpenPayment,
}: {
  readonly call: DeskCall;
  readonly hasOpenPayment: boolean;
}) {
  const { t } = useWords();
  return (
    <details class="menu">
      <summary class="button quiet large">{t('call.hold')}</summary>
      <div class="menu-panel card">
        <p>{t(hasOpenPayment ? 'call.holdPaying' : 'call.holdWhy')}</p>
        {!call.muted.value && <p class="hint">{t('call.holdMute')}</p>}
      </div>
    </details>
  );
}
