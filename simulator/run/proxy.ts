import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { isTwilioHost } from '../twilio-hosts.ts';

export interface Proxy {
  /** `http://127.0.0.1:49152` */
  readonly url: string;
  close(): void;
}

/**
 * Starts an HTTP proxy for languages without a preload: nearly every HTTP client obeys `HTTPS_PROXY`. A tunnel to a
 * host of Twilio's ends at the simulator's TLS port, every other one where it was meant to. Open to this machine only,
 * and only while an application runs beside the simulator.
 */
export async function startProxy(simulator: {
  readonly host: string;
  readonly port: number;
}): Promise<Proxy> {
  const server = createServer((_request, response) => {
    response.writeHead(501).end('This proxy makes tunnels (CONNECT) only\n');
  });
  server.on('connect', ({ url = '' }, client, head) => {
    const { hostname, port } = new URL(URL.canParse(`http://${url}`) ? `http://${url}` : 'http://invalid:1');
    const target = isTwilioHost(hostname)
      ? simulator
      : { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
    const upstream = connect(target, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
