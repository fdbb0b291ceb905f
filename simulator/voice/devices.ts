/** One signalling socket of an authenticated browser client. */
export interface Device {
  readonly identity: string;
  send(type: string, payload: Readonly<Record<string, unknown>>): void;
}

/** The clients that may be rung. One identity may be registered several times: two tabs, two machines. */
export interface Devices {
  register(device: Device): void;
  unregister(device: Device): void;
  of(identity: string): readonly Device[];
  isRegistered(identity: string): boolean;
  /** Calls back when the identity registers; returns a function that stops it. */
  onRegistered(identity: string, listener: (device: Device) => void): () => void;
}

export function createDevices(): Devices {
  const registered = new Set<Device>();
  const waiting = new Set<{ readonly identity: string; readonly listener: (device: Device) => void }>();
  const of = (identity: string) => [...registered].filter((device) => device.identity === identity);

  return {
    register(device) {
      if (registered.has(device)) return;
      registered.add(device);
      for (const { identity, listener } of [...waiting]) if (identity === device.identity) listener(device);
    },
    unregister: (device) => void registered.delete(device),
    of,
    isRegistered: (identity) => of(identity).length > 0,
    onRegistered(identity, listener) {
      const entry = { identity, listener };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
  };
}
