import { useEffect, useState } from 'preact/hooks';
import { allowed } from '#web/src/platform/browser.ts';

export type DeviceKind = 'audioinput' | 'audiooutput';

/**
 * The devices of one kind that have a name: browsers name them only after the microphone is allowed. A change of
 * `asOf` reads them again.
 */
export function useDevices(kind: DeviceKind, asOf: unknown): readonly MediaDeviceInfo[] {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    const media: Partial<MediaDevices> | undefined = allowed(() => navigator.mediaDevices);
    if (!media?.enumerateDevices) return undefined;
    const read = () => {
      const named = (device: MediaDeviceInfo) =>
        device.kind === kind && device.label !== '' && device.deviceId !== 'default';
      media.enumerateDevices?.().then(
        (found) => setDevices(found.filter(named)),
        () => setDevices([]),
      );
    };
    read();
    media.addEventListener?.('devicechange', read);
    return () => media.removeEventListener?.('devicechange', read);
  }, [kind, asOf]);
  return devices;
}

/** Whether this browser lets a page choose where its sound plays. */
export function canChooseOutput(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype;
}
