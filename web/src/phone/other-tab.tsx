import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { usePhone } from './use-phone.ts';

/** The phone is in another tab of this browser: only one of them may ring. */
export function OtherTab() {
  const { phone, seat } = usePhone();
  const { t } = useWords();
  const isBusy = seat.state.value === 'busy-elsewhere';
  const isConnecting = phone.state.value === 'connecting';
  return (
    <section class="card phone-panel" aria-label={t('phone.region')}>
      <h2>{t('tab.title')}</h2>
      <p class="hint">{t('tab.why')}</p>
      {isBusy && (
        <p class="note warn" role="alert">
          <Icon name="alert" />
          {t('tab.busy')}
        </p>
      )}
      <div class="actions">
        <Button kind="primary" size="large" blocked={isConnecting} onPress={() => void phone.goOnlineHere()}>
          {isConnecting ? t('phone.connecting') : t('tab.useHere')}
        </Button>
      </div>
    </section>
  );
}
