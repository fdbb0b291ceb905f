'use strict';
/**
 * Loaded into an application's Node before the application (`NODE_OPTIONS=--require`). Does nothing unless `run` has
 * set where the simulator is.
 */
const { ServerResponse } = require('node:http');
const { Socket } = require('node:net');

const {
  TWILIO_SIMULATOR_HOST: host,
  TWILIO_SIMULATOR_PORT: plain,
  TWILIO_SIMULATOR_TLS_PORT: secure,
} = process.env;

if (host && plain && secure) {
  leadConnections();
  leadPages();
  // Meant for other languages, and in the way of some of Node's clients. Empty, so that no .env file has others.
  for (const name of ['HTTPS_PROXY', 'https_proxy']) {
    if (process.env[name] === process.env.TWILIO_SIMULATOR_PROXY) process.env[name] = '';
  }
}

/**
 * Every connection to a host of Twilio's goes to the simulator, whatever opens it and on whatever port, and no other
 * connection is touched. Host names in TLS and in headers stay as they are, so the application notices nothing. To
 * change `connect` of sockets is enough: `http`, `https`, `tls`, `fetch` and WebSockets all come through it, in
 * CommonJS and ES modules.
 */
function leadConnections() {
  const { connect } = Socket.prototype;
  const isTwilio = (name) => typeof name === 'string' && /^([a-z0-9-]+\.)+twilio\.com\.?$/i.test(name);
  const lead = (options) =>
    isTwilio(options?.host)
      ? { ...options, host, port: Number(Number(options.port) === 80 ? plain : secure) }
      : options;
  /** Takes what `net.connect` takes, or the array that Node makes of it. */
  Socket.prototype.connect = function leadToSimulator(...given) {
    const [first, second] = given;
    if (Array.isArray(first)) first[0] = lead(first[0]);
    else if (typeof first === 'object') given[0] = lead(first);
    else if (isTwilio(second)) given.splice(0, 2, lead({ port: first, host: second }));
    return connect.apply(this, given);
  };
}

/**
 * Pages that the application serves, HTML with a `<head>`, get the script that leads their own connections. Responses of
 * any other type or status, and compressed ones, stay as they are.
 */
function leadPages() {
  const { writeHead, write, end } = ServerResponse.prototype;
  const script = `<script src="http://${host}:${plain}/simulator/browser.js"></script>`;
  const pages = new WeakSet();
  const done = new WeakSet();

  const isPage = (status, { 'content-type': type, 'content-encoding': encoding = 'identity' }) =>
    status === 200 && /^text\/html\b/i.test(String(type)) && encoding === 'identity';

  /** Node calls it too, when the application does not. */
  ServerResponse.prototype.writeHead = function leadPage(status, ...rest) {
    const last = rest.at(-1);
    const given = last && typeof last === 'object' && !Array.isArray(last) ? Object.entries(last) : [];
    const lower = given.map(([name, value]) => [name.toLowerCase(), value]);
    if (isPage(status, { ...this.getHeaders(), ...Object.fromEntries(lower) })) {
      pages.add(this);
      if (given.length > 0) rest.pop();
      for (const [name, value] of given) this.setHeader(name, value);
      // They are those of the page without the script.
      for (const name of ['content-length', 'etag', 'last-modified']) this.removeHeader(name);
      this.setHeader('cache-control', 'no-store');
    }
    return writeHead.call(this, status, ...rest);
  };

  const withScript = (response, chunk) => {
    const isLed = response.headersSent
      ? pages.has(response)
      : isPage(response.statusCode, response.getHeaders());
    const isText = typeof chunk === 'string';
    if (!isLed || done.has(response) || !(isText || chunk instanceof Uint8Array)) return chunk;
    const html = isText ? chunk : Buffer.from(chunk).toString('latin1');
    const head = /<head(\s[^>]*)?>/i.exec(html);
    if (!head) return chunk;
    done.add(response);
    const at = head.index + head[0].length;
    const led = html.slice(0, at) + script + html.slice(at);
    return isText ? led : Buffer.from(led, 'latin1');
  };

  ServerResponse.prototype.write = function leadPage(chunk, ...rest) {
    return write.call(this, withScript(this, chunk), ...rest);
  };
  ServerResponse.prototype.end = function leadPage(chunk, ...rest) {
    return end.call(this, withScript(this, chunk), ...rest);
  };
}
