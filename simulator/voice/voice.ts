import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { CallCentre } from '../calls/calls.ts';
import type { Lead } from '../calls/lead.ts';
import type { Party } from '../calls/party.ts';
import type { LogSdk } from '../log/sdk-entries.ts';
import type { Account, Chance, Clock } from '../services.ts';
import type { Settings } from '../settings.ts';
import { callingClient } from './calling-client.ts';
import { createClientCalls, type VoiceServices } from './client-calls.ts';
import { createDevices } from './devices.ts';
import { dialledClient } from './dialled-client.ts';
import { serveSignalling } from './signal-connection.ts';

/** Path of the socket the Voice SDK opens on its `chunderw` host. */
export const SIGNAL_SOCKET_PATH = '/signal';

export interface VoiceOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly settings: Settings;
  readonly calls: () => CallCentre;
  /** Where calls of a TwiML application go, or undefined when there is none. */
  readonly leadOfApp: (applicationSid: string) => Lead | undefined;
  readonly logSdk: LogSdk;
}

/** Browser clients as the rest of the simulator sees them. */
export interface Voice {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  isRegistered(identity: string): boolean;
  /** The party to ring as `client:<identity>`; with `waits`, even when nobody is registered yet. */
  party(identity: string, waits: boolean): Party;
  close(): void;
}

export function createVoice(options: VoiceOptions): Voice {
  const { account, calls } = options;
  const devices = createDevices();
  const services: VoiceServices = {
    ...options,
    accountSid: account.accountSid,
    devices,
    clientCalls: createClientCalls(),
  };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES });

  return {
    handleUpgrade(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (opened) =>
        serveSignalling(opened, {
          ...services,
          account,
          logSdk: options.logSdk,
          placeCall({ device, outboundId, sdp, parameters, applicationSid }) {
            const lead = options.leadOfApp(applicationSid);
            if (!lead) return false;
            calls().placeIncoming({
              party: callingClient(device, outboundId, sdp, services),
              from: `client:${device.identity}`,
              to: parameters.To ?? '',
              lead,
              parameters: { ...parameters, ApplicationSid: applicationSid },
            });
            return true;
          },
        }),
      );
    },
    isRegistered: devices.isRegistered,
    party: (identity, waits) => dialledClient(identity, waits, services),
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

/** An SDP is 2 kB; a call message at most 10 kB (Twilio docs). */
const LARGEST_MESSAGE_BYTES = 256 * 1024;
