import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '#web/src/components/button.tsx';
import { allowed } from '#web/src/platform/browser.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { DevicePick } from './device-pick.tsx';
import { LevelMeter } from './level-meter.tsx';
import { listenToMicrophone } from './listen-to-microphone.ts';
import { type MicrophoneProblem, problemOf } from './microphone.ts';
import { canChooseOutput } from './use-devices.ts';
import { usePhone } from './use-phone.ts';

const TEST_SOUND_MS = 2_500;

/** Chooses and tests microphone, speaker and ringtone before a call. */
export function AudioCheck() {
  const { phone } = usePhone();
  const { settings } = useSettings();
  const { t } = useWords();
  const problem = phone.microphoneProblem.value;
  const level = useSignal(0);
  const listening = useSignal(false);
  const failed = useSignal<MicrophoneProblem | undefined>(undefined);
  const stop = useRef<(() => void) | undefined>(undefined);
  const end = () => {
    stop.current?.();
    stop.current = undefined;
    listening.value = false;
    level.value = 0;
  };
  const listen = async () => {
    end();
    failed.value = undefined;
    const media = allowed(() => navigator.mediaDevices);
    stop.current = await listenToMicrophone(media, settings.microphone.value, (loud) => {
      level.value = loud;
    }).catch((error: unknown) => {
      failed.value = problemOf(error);
      return undefined;
    });
    listening.value = stop.current !== undefined;
  };
  useEffect(() => end, []);
  const asOf = `${listening.value}${phone.state.value}${problem ?? ''}`;
  return (
    <details class="options audio-check" onToggle={(event) => !event.currentTarget.open && end()}>
      <summary>{t('audio.check')}</summary>
      <div class="options-body">
        <DevicePick
          label={t('phone.microphone')}
          kind="audioinput"
          chosen={settings.microphone}
          asOf={asOf}
          onPick={() => listening.value && void listen()}
        >
          <Button onPress={() => (listening.value ? end() : void listen())}>
            {t(listening.value ? 'audio.stop' : 'audio.tryMicrophone')}
          </Button>
        </DevicePick>
        {listening.value && <LevelMeter level={level} />}
        {failed.value && (
          <p class="hint" role="alert">
            {t(`phone.${failed.value}`)}
          </p>
        )}
        {canChooseOutput() && (
          <>
            <DevicePick label={t('phone.speaker')} kind="audiooutput" chosen={settings.speaker} asOf={asOf}>
              <Button onPress={() => void playTestSound(settings.speaker.value)}>{t('audio.play')}</Button>
            </DevicePick>
            <DevicePick label={t('phone.ringtone')} kind="audiooutput" chosen={settings.ringtone} asOf={asOf}>
              <Button onPress={() => void playTestSound(settings.ringtone.value)}>
                {t('audio.playRingtone')}
              </Button>
            </DevicePick>
          </>
        )}
      </div>
    </details>
  );
}

async function playTestSound(deviceId: string): Promise<void> {
  const sound = new Audio('/sounds/incoming.wav');
  // If the device is gone, the sound plays where the system sends it.
  if (deviceId) await sound.setSinkId(deviceId).catch(() => undefined);
  await sound.play().catch(() => undefined);
  setTimeout(() => sound.pause(), TEST_SOUND_MS);
}
