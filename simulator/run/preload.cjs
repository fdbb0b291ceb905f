'use strict';
/**
 * Loaded into an application's Node before the application (`NODE_OPTIONS=--require`): every connection to a host of
 * Twilio's goes to the simulator, whatever opens it and on whatever port, and no other connection is touched. Host
 * names in TLS and in headers stay as they are, so the application notices nothing. Changing `connect` of sockets is
 * enough: `http`, `https`, `http2`, `tls`, `fetch` and WebSockets all come through it, in CommonJS and ES modules.
 */
const { Socket } = require('node:net');

const TWILIO_HOST = /^([a-z0-9-]+\.)+twilio\.com\.?$/i;

const {
  TWILIO_SIMULATOR_HOST: host,
  TWILIO_SIMULATOR_PORT: plain,
  TWILIO_SIMULATOR_TLS_PORT: secure,
} = process.env;

if (host && plain && secure) {
  const { connect } = Socket.prototype;
  /** Takes what `net.connect` takes, or the array that Node makes of it. */
  Socket.prototype.connect = function leadToSimulator(...given) {
    const [first, ...rest] = given;
    if (Array.isArray(first)) first[0] = lead(first[0]);
    else if (typeof first === 'object') given[0] = lead(first);
    else if (isTwilio(rest[0])) given.splice(0, 2, lead({ port: first, host: rest[0] }));
    return connect.apply(this, given);
  };

  const lead = (options) =>
    isTwilio(options?.host)
      ? { ...options, host, port: Number(Number(options.port) === 80 ? plain : secure) }
      : options;
  const isTwilio = (name) => typeof name === 'string' && TWILIO_HOST.test(name);

  // Meant for other languages, and in the way of some of Node's clients.
  for (const name of ['HTTPS_PROXY', 'https_proxy']) {
    if (process.env[name] === process.env.TWILIO_SIMULATOR_PROXY) delete process.env[name];
  }
}
