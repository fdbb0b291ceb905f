import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#web/src/platform/clock.ts';
import { CONNECT, type FromPanel, READY, VERSION } from './protocol.ts';
import { type Received, readMessage } from './read-message.ts';

/** The page around the panel, where it speaks the protocol: its loader does. */
export interface Host {
  /** Its origin, once it has connected. */
  readonly origin: ReadonlySignal<string | undefined>;
  /** Sent once it has connected, in order. */
  tell(message: FromPanel): void;
  /** A new grant, or undefined when it gives none in time. */
  askForGrant(reason: 'start' | 'closed' | 'again'): Promise<string | undefined>;
  onMessage(listener: (message: Received) => void): void;
}

/** The host's server, and its people, may be slow. */
const GRANT_MS = 30_000;
/** Without a word from the host by then, there is none that speaks. */
export const CONNECT_MS = 5_000;

/**
 * Offers itself to the page directly around it, once, and holds nothing against anybody who reads that. A port counts only
 * when it comes from that very window; the browser has checked its origin against the panel's `frame-ancestors`, and the
 * service checks it against the grant.
 */
export function connectHost(window: Window, clock: Clock): Host {
  const origin = signal<string | undefined>(undefined);
  const listeners: ((message: Received) => void)[] = [];
  const waiting = new Map<number, (grant: string | undefined) => void>();
  const unsent: (FromPanel & { id: number })[] = [];
  let port: MessagePort | undefined;
  let lastId = 0;

  const send = (message: FromPanel & { id: number }) => {
    if (port) port.postMessage({ v: VERSION, ...message });
    else unsent.push(message);
  };
  const receive = ({ data }: MessageEvent) => {
    const message = readMessage(data);
    if (!message) return;
    if (message.type !== 'grant' && message.type !== 'no-grant') {
      for (const listener of listeners) listener(message);
      return;
    }
    // A grant that nobody asked for changes nothing.
    waiting.get(message.id)?.(message.type === 'grant' ? message.grant : undefined);
  };

  const isFramed = window.parent !== window;
  if (isFramed) {
    window.addEventListener('message', (event: MessageEvent) => {
      const [given] = event.ports;
      const isConnect = event.data?.v === VERSION && event.data.type === CONNECT.type;
      if (event.source !== window.parent || !isConnect || !given || port) return;
      port = given;
      port.onmessage = receive;
      origin.value = event.origin;
      for (const message of unsent.splice(0)) send(message);
    });
    window.parent.postMessage(READY, '*');
  }

  return {
    origin,
    onMessage: (listener) => void listeners.push(listener),
    tell(message) {
      lastId += 1;
      if (isFramed) send({ ...message, id: lastId });
    },
    askForGrant(reason) {
      if (!isFramed) return Promise.resolve(undefined);
      this.tell({ type: 'grant-needed', reason });
      const id = lastId;
      return new Promise((resolve) => {
        const settle = (grant: string | undefined) => {
          if (!waiting.delete(id)) return;
          for (const stop of stops) stop();
          resolve(grant);
        };
        const stops = [
          clock.after(GRANT_MS, () => settle(undefined)),
          clock.after(CONNECT_MS, () => {
            if (!port) settle(undefined);
          }),
        ];
        waiting.set(id, settle);
      });
    },
  };
}
