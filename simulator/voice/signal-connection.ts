import type { WebSocket } from 'ws';
import { type AccessToken, readAccessToken } from '../access-token.ts';
import type { LogSdk } from '../log/sdk-entries.ts';
import type { Account } from '../services.ts';
import type { VoiceServices } from './client-calls.ts';
import type { Device } from './devices.ts';
import { type ClientMessage, decodeMessage, encodeMessage, HEARTBEAT } from './messages.ts';

export interface ConnectionServices extends VoiceServices {
  readonly account: Account;
  /** `device.connect`: places the call of a client that may call. */
  readonly placeCall: (call: {
    readonly device: Device;
    readonly outboundId: string;
    readonly sdp: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly applicationSid: string;
  }) => boolean;
  readonly logSdk: LogSdk;
}

/** The SDK drops a socket that is silent for 15 s (observed). */
const HEARTBEAT_EVERY_MS = 8000;

/** Speaks the signalling protocol of `@twilio/voice-sdk` 2.18 on one socket, until it closes. */
export function serveSignalling(socket: WebSocket, services: ConnectionServices): void {
  const { account, clock, devices, clientCalls } = services;
  let token: AccessToken | undefined;
  let device: Device | undefined;
  let takesCalls = false;
  let stopExpiry = () => {};
  let stopHeartbeat = () => {};

  const send = (type: string, payload: Readonly<Record<string, unknown>>) => {
    if (socket.readyState === socket.OPEN) socket.send(encodeMessage(type, payload));
  };
  const note = (method: string, refusal?: { readonly code: number; readonly message: string }) =>
    services.logSdk({
      method,
      path: '/signal',
      identity: device?.identity,
      status: refusal ? 403 : 200,
      problem: refusal && `${refusal.code}: ${refusal.message}`,
    });
  const fail = (code: number, message: string, asked = 'listen') => {
    note(asked, { code, message });
    send('error', { error: { code, message } });
  };

  async function listen(candidate: unknown): Promise<void> {
    const read = await readAccessToken(candidate, account, clock.now());
    if ('code' in read) {
      leave();
      return read.code === 20104 ? fail(31205, EXPIRED) : fail(31204, read.description);
    }
    if (device && device.identity !== read.identity) leave();
    token = read;
    device ??= { identity: read.identity, send };
    const lifeMs = read.expiresAt.getTime() - clock.now().getTime();
    stopExpiry();
    stopExpiry = clock.setTimer(lifeMs, () => {
      fail(31205, EXPIRED);
      if (device) devices.unregister(device);
    });
    // The SDK may consider itself still registered, and does not register again for 30 s.
    if (takesCalls && mayReceive(read)) devices.register(device);
    send('connected', {
      region: 'US_EAST_VIRGINIA',
      edge: 'ashburn',
      gateway: 'simulator',
      token: { identity: read.identity, ttl: Math.floor(lifeMs / 1000) },
    });
  }

  function leave(): void {
    stopExpiry();
    if (device) devices.unregister(device);
    device = undefined;
    token = undefined;
  }

  async function handle({ type, payload }: ClientMessage): Promise<void> {
    if (type === 'listen') return listen(payload.token);
    if (!device || !token) return fail(31204, 'Invalid Access Token');
    switch (type) {
      case 'register':
        if (!payload.media.audio) {
          takesCalls = false;
          devices.unregister(device);
          return send('offline', {});
        }
        if (!mayReceive(token)) return fail(31201, 'The token does not allow incoming calls.', type);
        note(type);
        send('ready', {});
        takesCalls = true;
        return devices.register(device);
      default:
        return handleCall(device, token, { type, payload } as CallMessage);
    }
  }

  async function handleCall(from: Device, { grants }: AccessToken, message: CallMessage): Promise<void> {
    const { callsid } = message.payload;
    const call = clientCalls.find(callsid, from);
    switch (message.type) {
      case 'answer':
        return call ? call.answered(from, message.payload.sdp) : send('cancel', { callsid });
      case 'reject':
        return call?.rejected(from);
      case 'hangup':
        return call?.hungUp(from);
      case 'dtmf':
        if (!call) return;
        for (const key of message.payload.dtmf.replace(/[^0-9*#]/g, ''))
          services.calls().pressKey(callsid, key);
        return;
      case 'message':
        return send('ack', { acktype: 'message', callsid, voiceeventsid: message.payload.voiceeventsid });
      case 'reinvite':
        if (!call) return;
        // Not awaited: a phone that never answers must not delay the client's next message.
        void services
          .calls()
          .renegotiate(callsid, message.payload.sdp)
          .then((sdp) => sdp !== undefined && send('answer', { callsid, sdp }));
        return;
      case 'invite': {
        const { reconnect, sdp, twilio } = message.payload;
        if (reconnect !== undefined)
          return call ? call.resumed(from, sdp) : send('hangup', { callsid, error: GONE });
        const applicationSid = outgoingApplication(grants);
        const parameters = Object.fromEntries(new URLSearchParams(twilio?.params ?? ''));
        const placed =
          applicationSid !== undefined &&
          services.placeCall({ device: from, outboundId: callsid, sdp, parameters, applicationSid });
        note(message.type, placed ? undefined : NOT_ALLOWED);
        return placed ? undefined : send('hangup', { callsid, error: NOT_ALLOWED });
      }
    }
  }

  const beat = () => {
    socket.send(HEARTBEAT);
    stopHeartbeat = clock.setTimer(HEARTBEAT_EVERY_MS, beat);
  };
  stopHeartbeat = clock.setTimer(HEARTBEAT_EVERY_MS, beat);

  let last = Promise.resolve();
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? '' : data.toString();
    if (frame === HEARTBEAT) return;
    const message = decodeMessage(frame);
    if (!message) return note('frame', { code: 501, message: 'Ignored: not a message that is known here.' });
    last = last
      .then(() => handle(message))
      .catch(() => note(message.type, { code: 500, message: 'Failed: this is a bug of the simulator.' }));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    stopHeartbeat();
    if (device) clientCalls.dropped(device);
    leave();
  });
}

type CallMessage = Exclude<ClientMessage, { readonly type: 'listen' | 'register' }>;

const EXPIRED = 'Access Token expired';
const GONE = { code: 31005, message: 'The call no longer exists.' };
const NOT_ALLOWED = {
  code: 31002,
  message: 'The token or its TwiML application does not allow outgoing calls.',
};

function mayReceive({ grants }: AccessToken): boolean {
  return grant(grant(grants.voice)?.incoming)?.allow === true;
}

function outgoingApplication(grants: AccessToken['grants']): string | undefined {
  const sid = grant(grant(grants.voice)?.outgoing)?.application_sid;
  return typeof sid === 'string' ? sid : undefined;
}

function grant(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
