import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import type { CallHouse } from './call-house.ts';

/** What the simulator sends a browser client, with only the parts of each message that tests read. */
export type SignalMessage =
  | Told<'connected', { readonly token: { readonly identity: string; readonly ttl: number } }>
  | Told<'ready' | 'offline'>
  | Told<'error', { readonly error: SignalError }>
  | Told<'invite', OfCall & { readonly sdp: string; readonly reconnect: string }>
  | Told<'ringing' | 'cancel', OfCall>
  | Told<'answer', OfCall & { readonly sdp?: string; readonly reconnect?: string }>
  | Told<'hangup', OfCall & { readonly error?: SignalError }>
  | Told<'ack', OfCall & { readonly acktype: string; readonly voiceeventsid: string }>;

type Told<Type extends string, Payload = object> = Type extends string
  ? { readonly type: Type; readonly payload: Payload }
  : never;

interface OfCall {
  readonly callsid: string;
}

interface SignalError {
  readonly code: number;
  readonly message: string;
}

export interface TokenOptions {
  readonly ttl?: number;
  readonly incoming?: boolean;
  readonly applicationSid?: string;
  readonly secret?: string;
}

type House = Pick<CallHouse, 'simulator' | 'clock'>;

/** An access token as Twilio's library creates it, dated by the test's clock. */
export function voiceToken(
  { simulator, clock }: House,
  identity: string,
  options: TokenOptions = {},
): Promise<string> {
  const { accountSid, apiKeys } = simulator.account;
  const [key] = apiKeys;
  const now = Math.floor(clock.now().getTime() / 1000);
  const voice = {
    ...(options.incoming === false ? {} : { incoming: { allow: true } }),
    ...(options.applicationSid ? { outgoing: { application_sid: options.applicationSid } } : {}),
  };
  return new SignJWT({ grants: { identity, voice } })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })
    .setJti(`${key?.sid}-${now}`)
    .setIssuer(key?.sid ?? '')
    .setSubject(accountSid)
    .setIssuedAt(now)
    .setExpirationTime(now + (options.ttl ?? 3600))
    .sign(new TextEncoder().encode(options.secret ?? key?.secret ?? ''));
}

/** An SDP as a browser creates it, telephone events included. */
export const BROWSER_SDP = [
  'v=0',
  'o=- 1 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 0 110 126',
  'c=IN IP4 0.0.0.0',
  'a=mid:0',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:126 telephone-event/8000',
  '',
].join('\r\n');

/** A socket that speaks one of the simulator's protocols, message by message; by default the Voice SDK's. */
export async function openSocket<Message extends { readonly type: string } = SignalMessage>(
  url: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const socket = new WebSocket(url, { headers });
  const frames: string[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  let closed = false;
  socket.on('message', (data) => {
    frames.push(data.toString());
    wake();
  });
  socket.on('close', () => {
    closed = true;
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });

  const messages = () =>
    frames.filter((frame) => frame.startsWith('{')).map((frame) => JSON.parse(frame) as Message);
  const isOf =
    <Type extends string>(type: Type) =>
    (message: Message): message is Extract<Message, { readonly type: Type }> =>
      message.type === type;
  const seen = new Map<string, number>();

  return {
    frames,
    messages,
    isClosed: () => closed,
    raw: (frame: string) => socket.send(frame),
    send: (type: string, payload: unknown) => socket.send(JSON.stringify({ type, version: '1.6', payload })),
    /** The next message of a type, in order; waits for it. */
    next<Type extends Message['type']>(type: Type): Promise<Extract<Message, { readonly type: Type }>> {
      return new Promise((resolve, reject) => {
        const look = () => {
          const at = seen.get(type) ?? 0;
          const found = messages().filter(isOf(type))[at];
          if (found) seen.set(type, at + 1);
          else if (!closed) return;
          waiting.delete(look);
          if (found) resolve(found);
          else
            reject(
              new Error(
                `closed before ${type}; got ${messages()
                  .map(({ type }) => type)
                  .join(', ')}`,
              ),
            );
        };
        waiting.add(look);
        look();
      });
    },
    close: () =>
      new Promise<void>((resolve) => {
        if (closed) return resolve();
        socket.once('close', () => resolve());
        socket.close();
      }),
    kill: () => socket.terminate(),
  };
}

export type OpenSocket = Awaited<ReturnType<typeof openSocket<SignalMessage>>>;

/** A browser client that is registered and ready to be rung. */
export async function registerClient(
  house: House,
  identity: string,
  options?: TokenOptions,
): Promise<OpenSocket> {
  const socket = await openSocket(`${house.simulator.url.replace(/^http/, 'ws')}/signal`);
  const token = await voiceToken(house, identity, options);
  socket.send('listen', { token, browserinfo: {}, reconnectTimeout: 0 });
  await socket.next('connected');
  socket.send('register', { media: { audio: true } });
  await socket.next('ready');
  return socket;
}
