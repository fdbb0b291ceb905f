import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useWords } from '#web/src/words/use-words.ts';
import { type DeviceKind, useDevices } from './use-devices.ts';

export interface DevicePickProps {
  readonly label: string;
  readonly kind: DeviceKind;
  readonly chosen: Signal<string>;
  /** Reads the devices again when it changes: their names appear with the permission. */
  readonly asOf: unknown;
  readonly onPick?: (deviceId: string) => void;
  readonly children?: ComponentChildren;
}

/** One device of a kind, or whatever the system uses; remembered in this browser. */
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
