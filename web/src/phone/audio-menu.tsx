import { useDesk, useWords } from '#web/src/shell/desk-context.ts';
import type { DeskCall } from './call.ts';
import { DevicePick } from './device-pick.tsx';
import { LevelMeter } from './level-meter.tsx';
import { microphoneId } from './microphone-id.ts';

/** Microphone and speaker of the call that is up, with what the caller can hear of the agent. */
export function AudioMenu({ call }: { readonly call: DeskCall }) {
  const { phone, settings } = useDesk();
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
