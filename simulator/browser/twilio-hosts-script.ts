import { LOOPBACK } from '../local-origin.ts';
import { PREFIX, TWILIO_HOST } from '../twilio-hosts.ts';

/**
 * Script for pages that cannot be changed otherwise: what they open at hosts of Twilio's, sockets, requests and sounds,
 * goes to the simulator at `origin`, in plain HTTP, so that no certificate is needed. The first script of the page,
 * because the SDKs read `WebSocket` when they load. On a page that was not loaded from this machine it does nothing.
 */
export function twilioHostsScript(origin: string): string {
  return `(() => {
  const local = ${LOOPBACK};
  const twilio = ${TWILIO_HOST};
  if (!local.test(location.hostname)) return;
  const simulator = ${JSON.stringify(`${origin}${PREFIX}`)};
  const lead = (address) => {
    const given = String(address);
    if (!URL.canParse(given, document.baseURI)) return address;
    const { protocol, hostname, pathname, search } = new URL(given, document.baseURI);
    if (!twilio.test(hostname)) return address;
    const led = simulator + hostname + pathname + search;
    return protocol.startsWith('ws') ? led.replace(/^http/, 'ws') : led;
  };

  const { fetch, Audio } = globalThis;
  const { open } = XMLHttpRequest.prototype;
  globalThis.WebSocket = class extends WebSocket {
    constructor(url, ...rest) {
      super(lead(url), ...rest);
    }
  };
  globalThis.fetch = (input, init) => {
    const isRequest = input instanceof Request;
    const url = isRequest ? input.url : input;
    const led = lead(url);
    return fetch(led === url ? input : isRequest ? new Request(led, input) : led, init);
  };
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    return open.call(this, method, lead(url), ...rest);
  };
  globalThis.Audio = function (...source) {
    return new Audio(...source.map(lead));
  };
  globalThis.Audio.prototype = Audio.prototype;
})();
`;
}
