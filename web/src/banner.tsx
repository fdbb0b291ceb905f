import { Button } from './components/button.tsx';
import { Icon } from './components/icon.tsx';
import { useDesk, useWords } from './desk-context.ts';
import type { TextKey } from './words/catalogue.ts';

/** One line below the header for what concerns the whole desk: the most severe wins, practice mode comes last. */
export function Banner() {
  const { config, auth, phone, payment } = useDesk();
  const { t } = useWords();
  const quality = phone.call.value?.quality.value ?? 'good';

  if (auth.ended.value) {
    return (
      <div class="banner bad">
        <Icon name="alert" />
        <span>{t('signIn.ended')}</span>
        <Button kind="primary" onPress={() => void auth.signInAgain().catch(() => undefined)}>
          {t('signIn.again')}
        </Button>
      </div>
    );
  }
  const warnings: readonly (readonly [boolean, TextKey])[] = [
    [phone.state.value === 'lost', 'banner.phoneLost'],
    [phone.resuming.value === 'failed', 'call.notResumed'],
    [payment.live.value === 'polling', 'banner.polling'],
    [quality === 'no-input', 'banner.noInput'],
    [quality === 'no-output', 'banner.noOutput'],
    [quality === 'poor', 'banner.poor'],
  ];
  const warning = warnings.find(([isTrue]) => isTrue)?.[1];
  if (warning) {
    return (
      <div class="banner warn">
        <Icon name="alert" />
        <span>{t(warning)}</span>
        {warning === 'call.notResumed' && (
          <Button kind="quiet" onPress={phone.dismissCall}>
            {t('common.close')}
          </Button>
        )}
      </div>
    );
  }
  if (!config.practice) return <div class="banner empty" />;
  return (
    <div class="banner practice">
      <Icon name="info" />
      <span>{t('banner.practice')}</span>
    </div>
  );
}
