import { parentPort, workerData } from 'node:worker_threads';
import './tell-audit.mjs';
import dynalite from 'dynalite';
import './read-in-place.mjs';
import './close-iterators.mjs';
import './parse-once.cjs';
import { handOver } from './hand-over.mjs';
import { tellOwner } from './owner.mjs';

// The engine's thread: posts the port it listens on, then a record of each write to the audit table and the response to each
// request it is posted, and ends when it is told to close. Plain JavaScript, because a thread does not get the TypeScript loader
// of the process that starts it.
const server = dynalite({ path: workerData.path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
const underWay = new Set();

server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));

parentPort.on('message', (messages) => {
  for (const message of messages) message === 'close' ? close() : take(message);
});

async function take({ id, request }) {
  const handed = handOver(server, request);
  underWay.add(handed);
  tellOwner({ id, response: await handed });
  underWay.delete(handed);
}

async function close() {
  // What came by HTTP the server waits for itself.
  await Promise.all(underWay);
  server.close(() => setImmediate(() => parentPort.close()));
  // The SDK keeps its sockets open; the engine waits for them, so close the idle ones.
  server.closeIdleConnections();
}
