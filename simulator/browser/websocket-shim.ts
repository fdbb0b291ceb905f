/**
 * Script that lets the Voice SDK reach a simulator without a certificate: the SDK insists on `wss:`, so a socket to
 * this `host:port` (and to no other) opens as `ws:`. Load it before the SDK, which reads `WebSocket` when it loads;
 * on local pages only, never in an application's own bundle.
 */
export function websocketShim(host: string): string {
  return `(() => {
  const secure = ${JSON.stringify(`wss://${host}/`)};
  const plain = ${JSON.stringify(`ws://${host}/`)};
  globalThis.WebSocket = class extends WebSocket {
    constructor(url, ...rest) {
      const address = String(url);
      super(address.startsWith(secure) ? plain + address.slice(secure.length) : address, ...rest);
    }
  };
})();
`;
}
