import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import { websocketShim } from '#simulator/browser/websocket-shim.ts';

class RecordingSocket {
  static readonly OPEN = 1;
  readonly url: string;
  readonly protocols: unknown;
  constructor(url: string, protocols?: unknown) {
    this.url = url;
    this.protocols = protocols;
  }
}

function shimmed(): typeof RecordingSocket {
  const page: { WebSocket: typeof RecordingSocket } = { WebSocket: RecordingSocket };
  runInNewContext(websocketShim('127.0.0.1:3001'), page);
  return page.WebSocket;
}

it.each([
  ['wss://127.0.0.1:3001/signal', 'ws://127.0.0.1:3001/signal'],
  ['wss://127.0.0.1:30011/signal', 'wss://127.0.0.1:30011/signal'],
  ['wss://voice-js.roaming.twilio.com/signal', 'wss://voice-js.roaming.twilio.com/signal'],
  ['ws://127.0.0.1:3001/v3/wsconnect', 'ws://127.0.0.1:3001/v3/wsconnect'],
])('opens %s as %s', (asked, opened) => {
  expect(new (shimmed())(asked).url).toBe(opened);
});

it('stays a WebSocket: constants, prototype, protocols and URL objects', () => {
  const Shimmed = shimmed();
  const socket = new Shimmed(new URL('wss://127.0.0.1:3001/signal') as unknown as string, ['a']);
  expect(socket).toBeInstanceOf(RecordingSocket);
  expect([socket.url, socket.protocols, Shimmed.OPEN]).toEqual(['ws://127.0.0.1:3001/signal', ['a'], 1]);
});
