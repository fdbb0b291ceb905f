import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Hono } from 'hono';
import { WebSocketServer } from 'ws';
import { PHONE_NUMBER } from '../calls/caller-id.ts';
import { BUSY, type Party } from '../calls/party.ts';
import { readPhoneMessage } from './messages.ts';
import { phonePageRoutes } from './page-routes.ts';
import { createPhone, type PhoneServices } from './phone.ts';
import { createPhones } from './phones.ts';

/** Path of the socket the phone page opens. */
export const PHONE_SOCKET_PATH = '/phone/socket';

/** The caller's phone as the rest of the simulator sees it. */
export interface PhoneSite {
  readonly routes: Hono;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The phone page with that number, when one is open; busy while it is on a call. */
  party(number: string): Party | undefined;
  close(): void;
}

/** Serves the phone page and keeps a socket to each one open. */
export function createPhoneSite(services: PhoneServices): PhoneSite {
  const phones = createPhones();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 });

  return {
    routes: phonePageRoutes(),
    handleUpgrade(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (opened) => {
        const send = (message: unknown) => {
          if (opened.readyState === opened.OPEN) opened.send(JSON.stringify(message));
        };
        const wanted = new URL(request.url ?? '', 'http://localhost').searchParams.get('number') ?? '';
        const make = (number: string) => createPhone(number, send, services);
        const phone = phones.add(make, PHONE_NUMBER.test(wanted) ? wanted : undefined);
        send({ type: 'hello', number: phone.number, dial: services.phoneNumbers()[0]?.phoneNumber ?? '' });
        opened.on('message', (data, isBinary) => {
          const message = isBinary ? undefined : readPhoneMessage(data.toString());
          if (message) phone.receive(message);
        });
        opened.on('error', () => opened.terminate());
        opened.on('close', () => {
          phones.remove(phone);
          phone.close();
        });
      });
    },
    party(number) {
      const phone = phones.find(number);
      return phone && (phone.isFree() ? phone.party : BUSY);
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
