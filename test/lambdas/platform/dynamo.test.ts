import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamo } from '#lambdas/platform/dynamo.ts';

interface Batch {
  readonly RequestItems: Readonly<Record<string, { readonly Keys: readonly object[] }>>;
}

/** Keys asked for, batch by batch. */
let asked: (readonly object[])[] = [];
let server: Server;

/** Has the items of any key, and returns at most 40 of them at once, last first. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { RequestItems } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Batch;
    const { Keys = [] } = RequestItems.Sessions ?? {};
    asked.push(Keys);
    const later = Keys.slice(40);
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(
      JSON.stringify({
        Responses: { Sessions: Keys.slice(0, 40).toReversed() },
        UnprocessedKeys: later.length > 0 ? { Sessions: { Keys: later } } : {},
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('many items by key', () => {
  it.each([
    [0, []],
    [1, [1]],
    [100, [20, 60, 100]],
    [101, [1, 20, 60, 100]],
    [250, [10, 20, 20, 50, 60, 60, 100, 100]],
  ])('are all found, at most a hundred at once and what was left out again: %d', async (count, sizes) => {
    asked = [];
    const keys = Array.from({ length: count }, (_, index) => ({ pk: `session#${index}` }));
    const found = await createDynamo().getMany('Sessions', keys);
    expect(new Set(found.map(({ pk }) => pk))).toEqual(new Set(keys.map(({ pk }) => pk)));
    expect(found).toHaveLength(count);
    expect(asked.map(({ length }) => length).sort((a, b) => a - b)).toEqual(sizes);
  });
});
