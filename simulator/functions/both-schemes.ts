import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import { createServer, type Server } from 'node:net';
import type { Identity } from '../tls/certificate.ts';

/** First byte of a TLS connection: a handshake record. */
const HANDSHAKE = 0x16;

/**
 * A server that speaks http and https on one port: functions build https addresses from `DOMAIN_NAME`, because deployed
 * ones have no other, and a browser without this machine's certificate needs http.
 */
export function createBothSchemes(identity: Identity, listener: RequestListener): Server {
  const plain = http.createServer(listener);
  const secure = https.createServer(identity, listener);
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === HANDSHAKE ? secure : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
}
