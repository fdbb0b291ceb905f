import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { WebhookEndpoint } from '#lambdas/contract/webhooks.ts';
import { readOrCreate, writeWhole } from './data-file.ts';
import { readBody } from './read-body.ts';

/** The endpoint that `npm start` has of its own, so that there is something to see. */
export const OWN_ENDPOINT = 'here';
export const RECEIVER_PATH = '/dev/webhooks';

type Secrets = Readonly<Record<string, string>>;

/** A secret for each endpoint, made at the first start with it and kept in the data folder. */
export async function webhookSecrets(
  dataDir: string,
  endpoints: readonly WebhookEndpoint[],
): Promise<Secrets> {
  const path = join(dataDir, 'webhook-secrets.json');
  const kept = await readOrCreate(path, isSecrets, () => ({}));
  const missing = endpoints.filter(({ name }) => !(name in kept));
  if (missing.length === 0) return kept;
  const made = missing.map(({ name }) => [name, `whsec_${randomBytes(32).toString('base64')}`] as const);
  const all = { ...kept, ...Object.fromEntries(made) };
  await writeWhole(path, all);
  return all;
}

function isSecrets(value: unknown): value is Secrets {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((secret) => typeof secret === 'string')
  );
}

/** What came in, and whether its signature was right. */
interface Received {
  readonly at: string;
  readonly id: string;
  readonly verified: boolean;
  readonly body: unknown;
}

const MOST_KEPT = 100;
/** Bytes (Standard Webhooks 1.0.0). */
const BODY_LIMIT = 20_000;

/**
 * A receiver as docs/events.md describes one: `POST` checks the signature over the bytes that came, `GET` lists the last
 * hundred. Exists on this machine only.
 */
export function createReceiver(secret: string) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  let received: readonly Received[] = [];
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') {
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('Cache-Control', 'no-store');
      response.end(JSON.stringify({ received }, null, 2));
      return;
    }
    const body = await readBody(request, BODY_LIMIT);
    const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = request.headers;
    const expected = createHmac('sha256', key)
      .update(`${id}.${time}.${body?.toString('utf8')}`)
      .digest();
    const verified = String(signature)
      .split(' ')
      .some((each) => {
        const given = Buffer.from(each.replace(/^v1,/, ''), 'base64');
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
    if (!verified || !body) {
      response.writeHead(401).end();
      return;
    }
    const one = {
      at: new Date().toISOString(),
      id: String(id),
      verified,
      body: JSON.parse(body.toString('utf8')),
    };
    received = [one, ...received].slice(0, MOST_KEPT);
    response.writeHead(204).end();
  };
}
