import { request } from 'node:http';
import { serve } from '#test/local/support/serve.ts';
import type { Random } from '../random.ts';
import { readAll } from './read-all.ts';

/** How the store misbehaves. `lostResponse` executes the request and sends no response. */
export type DatabaseFailure = 'throttled' | 'unavailable' | 'reset' | 'lostResponse' | 'malformed' | 'slow';

export interface DatabaseFaults {
  /** For each request that matches. */
  readonly probability: number;
  readonly failures: readonly DatabaseFailure[];
  /** `PutItem`, `Query` …; every one when absent. */
  readonly operations?: readonly string[];
  readonly table?: 'Audit' | 'Sessions';
}

export interface DatabaseProxy {
  readonly url: string;
  /** Requests seen, requests made to fail, and writes: each counts when it comes and again when it is done. */
  readonly counts: { requests: number; failed: number; writes: number };
  /** The engine's current address, which changes when the app restarts. */
  target: string;
  faults: DatabaseFaults | undefined;
  close(): Promise<void>;
}

const SLOW_MS = 1_500;
const READS = /\.(?:GetItem|BatchGetItem|Query|Scan)$/;

/** A proxy between the handlers and the embedded engine that fails on demand as DynamoDB does. */
export async function startDatabaseProxy(random: Random): Promise<DatabaseProxy> {
  const counts = { requests: 0, failed: 0, writes: 0 };
  const { url, close } = await serve(async (incoming, response) => {
    const body = await readAll(incoming);
    const operation = String(incoming.headers['x-amz-target'] ?? '');
    const writes = READS.test(operation) ? 0 : 1;
    counts.requests += 1;
    counts.writes += writes;
    const failure = strikes(operation, body);
    if (failure) counts.failed += 1;
    const refuse = (status: number, type: string) =>
      response
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
        .end(
          JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'by the campaign' }),
        );

    if (failure === 'throttled') return refuse(400, 'ProvisionedThroughputExceededException');
    if (failure === 'unavailable') return refuse(500, 'InternalServerError');
    if (failure === 'reset') return incoming.socket.resetAndDestroy();
    const forward = request(
      `${proxy.target}${incoming.url}`,
      { method: incoming.method, headers: incoming.headers },
      (upstream) => {
        readAll(upstream).then(
          async (content) => {
            counts.writes += writes;
            if (failure === 'lostResponse') return incoming.socket.resetAndDestroy();
            if (failure === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
            if (failure === 'malformed') return response.writeHead(200).end('{"Items":');
            return response.writeHead(upstream.statusCode ?? 502, upstream.headers).end(content);
          },
          () => incoming.socket.resetAndDestroy(),
        );
      },
    );
    forward.on('error', () => incoming.socket.resetAndDestroy());
    return forward.end(body);
  });

  const proxy: DatabaseProxy = { url, counts, target: '', faults: undefined, close };
  return proxy;

  function strikes(target: string, body: Buffer): DatabaseFailure | undefined {
    const { faults } = proxy;
    if (!faults) return undefined;
    const operation = target.split('.')[1] ?? '';
    if (faults.operations && !faults.operations.includes(operation)) return undefined;
    if (faults.table && !body.includes(`"TableName":"${faults.table}"`)) return undefined;
    return random.chance(faults.probability) ? random.pick(faults.failures) : undefined;
  }
}
