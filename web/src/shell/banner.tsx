import { Button } from '#web/src/components/button.tsx';
import { useWaited } from '#web/src/components/elapsed.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { durationOf } from '#web/src/platform/duration.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { useWords } from '#web/src/words/use-words.ts';
import type { Desk } from './desk.ts';
import { mayLeave } from './may-leave.ts';

/** One line below the header for what concerns the whole desk: the most severe wins, practice mode comes last. */
export function Banner({ desk }: { readonly desk: Desk }) {
  const { config, auth, phone, payment, idle } = desk;
  const { t } = useWords();
  const quality = phone.call.value?.quality.value ?? 'good';

  if (auth.ended.value) {
    const problem = auth.problem.value;
    const isInCall = phone.call.value !== undefined && phone.call.value.phase.value !== 'ended';
    return (
      <div class="banner bad">
        <Icon name="alert" />
        <span role={problem ? 'alert' : undefined}>
          {t(problem ? `signIn.${problem}` : isInCall ? 'signIn.endedInCall' : 'signIn.ended')}
        </span>
        <Button kind="primary" onPress={() => void auth.signInAgain(mayLeave(desk)).catch(() => undefined)}>
          {t('signIn.again')}
        </Button>
      </div>
    );
  }
  if (idle.endsAt.value !== undefined) return <IdleBanner endsAt={idle.endsAt.value} onStay={idle.stay} />;
  const warnings: readonly (readonly [boolean, TextKey])[] = [
    [phone.state.value === 'lost', 'banner.phoneLost'],
    [phone.resuming.value === 'failed', 'call.notResumed'],
    [auth.renewing.value, 'signIn.renewing'],
    [phone.tokenFailing.value, 'banner.tokenFailing'],
    [payment.live.value === 'polling', 'banner.polling'],
    [phone.deviceLost.value, 'banner.deviceLost'],
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

/** Shown two minutes before an unused sign-in ends: the time left, and a button to stay. */
function IdleBanner({ endsAt, onStay }: { readonly endsAt: number; readonly onStay: () => void }) {
  const { clock } = usePlatform();
  const { t } = useWords();
  useWaited(endsAt);
  return (
    <div class="banner warn">
      <Icon name="alert" />
      <span>
        {t('banner.idle')}{' '}
        <span role="timer" class="digits">
          {durationOf(endsAt - clock.now())}
        </span>
      </span>
      <Button kind="primary" onPress={onStay}>
        {t('banner.stay')}
      </Button>
    </div>
  );
}
