import { EventEmitter } from 'node:events';

/**
 * Hands a request of the SDK to the engine's listener and resolves with its response: no socket, no HTTP. Plain JavaScript,
 * as the thread is that runs it.
 */
export function handOver(server, { method, path, headers, body }) {
  return new Promise((resolve) => {
    const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const request = Object.assign(new EventEmitter(), {
      method,
      url: path,
      headers: Object.fromEntries(names),
    });
    const got = {};
    const response = {
      statusCode: 200,
      setHeader(name, value) {
        got[name.toLowerCase()] = String(value);
      },
      end(content = '') {
        resolve({ statusCode: response.statusCode, headers: got, body: content });
      },
    };
    server.emit('request', request, response);
    if (body !== undefined) request.emit('data', bytesOf(body));
    request.emit('end');
  });
}

/** The SDK's bytes look like text to some code, and warn when they are taken for it. */
function bytesOf(body) {
  return typeof body === 'string'
    ? Buffer.from(body)
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
