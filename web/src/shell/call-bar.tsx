import { useSignal } from '@preact/signals';
import { Button } from '#web/src/components/button.tsx';
import { Dialog } from '#web/src/components/dialog.tsx';
import { Elapsed } from '#web/src/components/elapsed.tsx';
import { isFinal } from '#web/src/payment/newest.ts';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { AudioMenu } from '#web/src/phone/audio-menu.tsx';
import type { CallPhase, DeskCall } from '#web/src/phone/call.ts';
import { callerText } from '#web/src/phone/caller.ts';
import type { HoldProblem } from '#web/src/phone/hold.ts';
import { HoldButton } from '#web/src/phone/hold-button.tsx';
import { QueueLine } from '#web/src/phone/queue-line.tsx';
import { usePhone } from '#web/src/phone/use-phone.ts';
import { durationOf } from '#web/src/platform/duration.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { useWords } from '#web/src/words/use-words.ts';

const PHASES: Readonly<Record<CallPhase, TextKey>> = {
  ringing: 'call.incoming',
  connecting: 'call.connecting',
  open: 'call.open',
  reconnecting: 'call.reconnecting',
  ended: 'call.ended',
};

const HOLD_PROBLEMS: Readonly<Record<HoldProblem, TextKey>> = {
  failed: 'call.holdFailed',
  microphone: 'call.holdMicrophone',
};

/** The call, on every page: the caller, the time, the quality and the controls. */
export function CallBar({ call }: { readonly call: DeskCall }) {
  const { phone } = usePhone();
  const { payment } = usePayment();
  const { t, words } = useWords();
  const asking = useSignal(false);
  const holdAsked = useSignal(false);
  const phase = call.phase.value;
  const session = payment.session.value;
  const isCallerNeeded = session?.capturing !== undefined || session?.state === 'submitting';
  const hasOpenPayment = session !== undefined && !isFinal(session) && session.callSid === call.callSid;
  const openedAt = call.openedAt.value;
  const endedAt = call.endedAt.value;
  const isHeld = call.hold.held.value;
  const holdProblem = call.hold.problem.value;

  if (phase === 'ended') {
    const time = openedAt === undefined ? '' : durationOf((endedAt ?? openedAt) - openedAt);
    return (
      <section id="call" class="call-bar ended" aria-label={t('call.region')} tabIndex={-1}>
        <span class="caller digits">{callerText(call.from, words.texts)}</span>
        <span>{time ? t('call.endedAfter', { time }) : t('call.ended')}</span>
        <span class="grow" />
        <Button onPress={phone.dismissCall}>{t('call.done')}</Button>
      </section>
    );
  }
  return (
    <section id="call" class={`call-bar ${phase}`} aria-label={t('call.region')} tabIndex={-1}>
      <div class="call-facts">
        <span class="caller digits">{callerText(call.from, words.texts)}</span>
        <span class="call-phase">{t(PHASES[phase])}</span>
        {openedAt !== undefined && <Elapsed since={openedAt} />}
        <Quality call={call} />
        <QueueLine />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields, these are buttons */}
      <div class="actions" role="group" aria-label={t('call.controls')}>
        <Button
          size="large"
          shortcut="2"
          pressed={call.muted.value}
          blocked={isHeld}
          onPress={call.toggleMute}
        >
          {t('call.mute')}
        </Button>
        <AudioMenu call={call} />
        <HoldButton call={call} isCallerNeeded={isCallerNeeded} isAsked={holdAsked} />
        <Button
          size="large"
          kind="danger"
          shortcut="9"
          onPress={() => {
            if (hasOpenPayment) asking.value = true;
            else call.hangUp();
          }}
        >
          {t('call.hangUp')}
        </Button>
      </div>
      {isHeld && <p class="call-note">{t('call.held')}</p>}
      {isCallerNeeded && !isHeld && holdAsked.value && (
        <p class="call-note" role="alert">
          {t('call.holdBlocked')} {t('call.holdMute')}
        </p>
      )}
      {holdProblem && (
        <p class="call-note" role="alert">
          {t(HOLD_PROBLEMS[holdProblem])}
        </p>
      )}
      {call.muted.value && <p class="call-note">{t(hasOpenPayment ? 'call.mutedPaying' : 'call.muted')}</p>}
      {asking.value && (
        <Dialog title={t('call.hangUpTitle')} onClose={() => (asking.value = false)}>
          <p>{t(session?.state === 'submitting' ? 'call.hangUpSubmitted' : 'call.hangUpWhy')}</p>
          <div class="actions">
            <Button onPress={() => (asking.value = false)}>{t('call.stay')}</Button>
            <Button
              kind="danger"
              onPress={() => {
                asking.value = false;
                call.hangUp();
              }}
            >
              {t('call.hangUp')}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}

const QUALITY: Readonly<Record<string, TextKey>> = {
  good: 'call.good',
  poor: 'banner.poor',
  'no-input': 'banner.noInput',
  'no-output': 'banner.noOutput',
};

function Quality({ call }: { readonly call: DeskCall }) {
  const { t } = useWords();
  const quality = call.quality.value;
  if (call.phase.value !== 'open') return null;
  return <span class={`quality ${quality}`}>{t(QUALITY[quality] ?? 'call.good')}</span>;
}
