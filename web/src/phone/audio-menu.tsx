import { useSettings } from '#web/src/settings/use-settings.ts';
import { useWords } from '#web/src/words/use-words.ts';
import type { DeskCall } from './call.ts';
import { DevicePick } from './device-pick.tsx';
import { LevelMeter } from './level-meter.tsx';
import { microphoneId } from './microphone-id.ts';
import { usePhone } from './use-phone.ts';

/** Microphone and speaker of the current call, with a meter of the agent's voice. */
export function AudioMenu({ call }: { readonly call: DeskCall }) {
  const { phone } = usePhone();
  const { settings } = useSettings();
  const { t } = useWords();
  const audio = phone.audio.value;
  if (!audio) return null;
  return (
    <details class="menu">
      <summary class="button plain large">{t('call.audio')}</summary>
      <div class="menu-panel card">
        <DevicePick
          label={t('phone.microphone')}
          kind="audioinput"
          chosen={settings.microphone}
          asOf={call}
          onPick={(id) => void audio.setInputDevice(microphoneId(audio, id)).catch(() => undefined)}
        />
        <LevelMeter level={call.inputLevel} />
        {audio.isOutputSelectionSupported && (
          <DevicePick label={t('phone.speaker')} kind="audiooutput" chosen={settings.speaker} asOf={call} />
        )}
      </div>
    </details>
  );
}
