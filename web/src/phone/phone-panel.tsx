import { errorText } from '#web/src/api/error-text.ts';
import { Button } from '#web/src/components/button.tsx';
import { Elapsed } from '#web/src/components/elapsed.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { AudioCheck } from './audio-check.tsx';
import { CallCustomer } from './call-customer.tsx';
import { OtherTab } from './other-tab.tsx';
import { readablePhoneNumber } from './phone-number.ts';
import { phoneStatus } from './phone-status.ts';
import { QueueLine } from './queue-line.tsx';
import { usePhone } from './use-phone.ts';

/** The desk without a call: getting the phone ready, waiting, or paused. */
export function PhonePanel() {
  const { phone, tokens, seat, config } = usePhone();
  const { t, words } = useWords();
  const state = phone.state.value;
  const problem = phone.microphoneProblem.value;
  const failure = phone.failure.value;

  if (seat.state.value.endsWith('elsewhere')) return <OtherTab />;
  if (state === 'offline' || state === 'connecting') {
    const isConnecting = state === 'connecting';
    return (
      <section class="card phone-panel" aria-label={t('phone.region')}>
        <h2>{t('phone.getReady')}</h2>
        <p class="hint">{t('phone.why')}</p>
        {problem && (
          <p class="note bad">
            <Icon name="alert" />
            {t(`phone.${problem}`)}
          </p>
        )}
        {failure && (
          <p class="note bad">
            <Icon name="alert" />
            {t('phone.failed')} {errorText(failure, words)}
          </p>
        )}
        <div class="actions">
          <Button kind="primary" size="large" blocked={isConnecting} onPress={() => void phone.goOnline()}>
            {isConnecting ? t('phone.connecting') : t('phone.goOnline')}
          </Button>
        </div>
        <AudioCheck />
      </section>
    );
  }
  const isPaused = state === 'paused';
  const since = phone.onlineSince.value;
  const number = tokens.phoneNumber.value;
  return (
    <section class="card phone-panel" aria-label={t('phone.region')}>
      <h2>{t(phoneStatus(phone))}</h2>
      {phone.missed.value && (
        <p class="note warn" role="alert">
          <Icon name="alert" />
          {t('phone.missed')}
        </p>
      )}
      {isPaused && !phone.missed.value && <p class="hint">{t('phone.pausedWhy')}</p>}
      <QueueLine />
      {number && (
        <p class="big-number">
          <span class="label">{t('phone.number')}</span>
          <span class="digits">{readablePhoneNumber(number)}</span>
        </p>
      )}
      <p class="hint">
        {t('phone.onlineFor')} {since !== undefined && <Elapsed since={since} />} · {t('phone.tip')}
      </p>
      <div class="actions">
        <Button onPress={() => void phone.setPresence(isPaused ? 'online' : 'paused')}>
          {isPaused ? t('phone.takeCalls') : t('phone.pause')}
        </Button>
        <Button kind="quiet" onPress={() => void phone.setPresence('offline')}>
          {t('phone.goOffline')}
        </Button>
      </div>
      {config.outbound && !isPaused && <CallCustomer countries={config.outbound} />}
      <AudioCheck />
    </section>
  );
}
