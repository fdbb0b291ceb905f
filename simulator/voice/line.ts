import type { VoiceServices } from './client-calls.ts';
import type { Device } from './devices.ts';

/** The socket of an answered call, which may drop and be replaced by another. */
export interface Line {
  holds(device: Device): boolean;
  send(type: string, payload?: Readonly<Record<string, unknown>>): void;
  resumed(device: Device): void;
  dropped(device: Device): void;
  close(): void;
}

/** Ties an answered call to its socket, and hangs up when the socket stays away for `clientReconnectSeconds`. */
export function createLine(callSid: string, first: Device, services: VoiceServices): Line {
  let device: Device | undefined = first;
  let giveUp = () => {};

  return {
    holds: (other) => other === device,
    send: (type, payload = {}) => device?.send(type, { callsid: callSid, ...payload }),
    resumed(next) {
      giveUp();
      device = next;
    },
    dropped(gone) {
      if (gone !== device) return;
      device = undefined;
      giveUp = services.clock.setTimer(services.settings.clientReconnectSeconds * 1000, () =>
        services.calls().hangUp(callSid),
      );
    },
    close() {
      giveUp();
      device = undefined;
    },
  };
}
