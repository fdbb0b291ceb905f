import type { CallCentre } from '../calls/calls.ts';
import type { Chance, Clock } from '../services.ts';
import type { Settings } from '../settings.ts';
import type { Device, Devices } from './devices.ts';

/** What a browser client may do with a call it takes part in. */
export interface ClientCall {
  /** Only this identity's sockets may act on the call. */
  readonly identity: string;
  answered(device: Device, sdp: string): void;
  rejected(device: Device): void;
  hungUp(device: Device): void;
  /** The client reconnected with its call; `sdp` is the client's previous SDP, or a reloaded page's offer. */
  resumed(device: Device, sdp: string): void;
  /** The socket is gone; the call may continue on another. */
  dropped(device: Device): void;
}

/** What the voice part needs to run a call. */
export interface VoiceServices {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly settings: Settings;
  readonly devices: Devices;
  readonly clientCalls: ClientCalls;
  /** A function, because calls and voice depend on each other. */
  readonly calls: () => CallCentre;
}

/** The calls browser clients are on, by CallSid. */
export interface ClientCalls {
  add(callSid: string, call: ClientCall): void;
  remove(callSid: string): void;
  find(callSid: string, device: Device): ClientCall | undefined;
  dropped(device: Device): void;
}

export function createClientCalls(): ClientCalls {
  const calls = new Map<string, ClientCall>();
  return {
    add: (callSid, call) => void calls.set(callSid, call),
    remove: (callSid) => void calls.delete(callSid),
    find(callSid, device) {
      const call = calls.get(callSid);
      return call?.identity === device.identity ? call : undefined;
    },
    dropped(device) {
      for (const call of calls.values()) call.dropped(device);
    },
  };
}

/** Opaque to the SDK, which sends it to resume its call. */
export function reconnectToken(callSid: string): string {
  return `rc-${callSid}`;
}
