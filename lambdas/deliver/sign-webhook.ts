import { createHmac } from 'node:crypto';

/** Bytes that a secret may have (Standard Webhooks 1.0.0). */
const SECRET_BYTES = { least: 24, most: 64 } as const;

/**
 * Headers of one try, signed with every secret that is accepted just now.
 *
 * @param secrets base64, with or without `whsec_`
 * @param body as it is sent, byte for byte
 * @throws Error without a secret: nothing goes out unsigned
 */
export function webhookHeaders(
  secrets: readonly string[],
  id: string,
  now: Date,
  body: string,
): Readonly<Record<string, string>> {
  if (secrets.length === 0) throw new Error('Failed to sign a webhook: its endpoint has no secret.');
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signed = secrets.map((secret) => {
    const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`);
    return `v1,${hmac.digest('base64')}`;
  });
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signed.join(' '),
  };
}

/** @throws Error that does not repeat the secret */
function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length >= SECRET_BYTES.least && key.length <= SECRET_BYTES.most) return key;
  throw new Error(
    'Failed to sign a webhook: its secret is not 24 to 64 bytes in base64. Write it again, as docs/events.md says.',
  );
}
