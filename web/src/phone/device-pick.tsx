import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useWords } from '#web/src/words/use-words.ts';
import { type DeviceKind, useDevices } from './use-devices.ts';

export interface DevicePickProps {
  readonly label: string;
  readonly kind: DeviceKind;
  readonly chosen: Signal<string>;
  /** A change reads the devices again: their names appear once the microphone is allowed. */
  readonly asOf: unknown;
  readonly onPick?: (deviceId: string) => void;
  readonly children?: ComponentChildren;
}

/** Picks one device of a kind, or the system's default; this browser remembers it. */
export function DevicePick({ label, kind, chosen, asOf, onPick, children }: DevicePickProps) {
  const { t } = useWords();
  const devices = useDevices(kind, asOf);
  const isKnown = devices.some(({ deviceId }) => deviceId === chosen.value);
  return (
    <div class="device">
      <label class="field">
        <span>{label}</span>
        <select
          value={isKnown ? chosen.value : ''}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
            onPick?.(chosen.value);
          }}
        >
          <option value="">{t('phone.default')}</option>
          {devices.map((device) => (
            <option key={device.deviceId} value={device.deviceId}>
              {device.label}
            </option>
          ))}
        </select>
      </label>
      {children}
    </div>
  );
}
