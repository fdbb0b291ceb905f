import { createHash, X509Certificate } from 'node:crypto';
import type { Simulator } from '../services.ts';

/**
 * Flags with which Chromium finds the TLS port under every host of Twilio's and accepts its certificates, and nobody
 * else's. It obeys the second one only with a `--user-data-dir`.
 */
export function chromiumFlags({ port, certificate }: NonNullable<Simulator['tls']>): readonly string[] {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return [
    `--host-resolver-rules=MAP *.twilio.com 127.0.0.1:${port}`,
    `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`,
  ];
}
