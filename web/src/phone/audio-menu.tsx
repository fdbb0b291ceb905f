import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk, useWords } from '../desk-context.ts';
import type { AudioDevices } from './voice-sdk.ts';

/** Which microphone and which speaker: names exist only after the browser allowed the microphone. */
export function AudioMenu() {
  const { phone } = useDesk();
  const { t } = useWords();
  const audio = phone.audio.value;
  if (!audio) return null;
  return (
    <details class="menu">
      <summary class="button plain large">{t('call.audio')}</summary>
      <div class="menu-panel card">
        <DeviceChoice
          label={t('phone.microphone')}
          audio={audio}
          list={() => audio.availableInputDevices}
          choose={(id) => (id ? audio.setInputDevice(id) : audio.unsetInputDevice())}
        />
        {audio.isOutputSelectionSupported && (
          <DeviceChoice
            label={t('phone.speaker')}
            audio={audio}
            list={() => audio.availableOutputDevices}
            choose={(id) => audio.speakerDevices.set(id || 'default')}
          />
        )}
      </div>
    </details>
  );
}

interface DeviceChoiceProps {
  readonly label: string;
  readonly audio: AudioDevices;
  readonly list: () => ReadonlyMap<string, MediaDeviceInfo>;
  readonly choose: (deviceId: string) => Promise<unknown>;
}

function DeviceChoice({ label, audio, list, choose }: DeviceChoiceProps) {
  const { t } = useWords();
  const devices = useSignal([...list().values()]);
  useEffect(() => {
    audio.on('deviceChange', () => {
      devices.value = [...list().values()];
    });
  }, [audio]);
  return (
    <label class="field">
      <span>{label}</span>
      <select onChange={(event) => void choose(event.currentTarget.value).catch(() => undefined)}>
        <option value="">{t('phone.default')}</option>
        {devices.value
          .filter(({ deviceId }) => deviceId !== 'default')
          .map(({ deviceId, label: name }) => (
            <option key={deviceId} value={deviceId}>
              {name}
            </option>
          ))}
      </select>
    </label>
  );
}
