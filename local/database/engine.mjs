import { parentPort, workerData } from 'node:worker_threads';
import './tell-audit.mjs';
import dynalite from 'dynalite';
import './read-in-place.mjs';
import './close-iterators.mjs';

// The engine's thread: posts the port it listens on, then a record of each write to the audit table, and ends at the first message. Plain JavaScript, because a
// thread does not get the TypeScript loader of the process that starts it.
const server = dynalite({ path: workerData.path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));

parentPort.once('message', () => {
  server.close(() => parentPort.close());
  // The SDK keeps its sockets open; the engine waits for them, so close the idle ones.
  server.closeIdleConnections();
});
