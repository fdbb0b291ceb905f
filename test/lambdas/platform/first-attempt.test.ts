import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { CREDENTIALS, createAwsVerifier, dateOf } from '#test/support/aws-verifier.ts';

type Respond = (response: ServerResponse) => void;

const json = (status: number, body: object | string) => (response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
    .end(typeof body === 'string' ? body : JSON.stringify(body));
const failure = (status: number, name: string) =>
  json(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'so' });

const OK = json(200, { Item: { pk: { S: 'a' }, count: { N: '3' } } });
const UNAVAILABLE = failure(500, 'InternalServerError');
const CONDITION_FAILED = failure(400, 'ConditionalCheckFailedException');
const REFUSED_FOR_CLOCK = failure(400, 'InvalidSignatureException');
const RESET: Respond = (response) => response.destroy();
const CUT_OFF: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '100' });
  response.write('{"Item"', () => response.destroy());
};

/** Responses to come, one for each request; afterwards OK. */
let responses: Respond[] = [];
let requests: { readonly request: IncomingMessage; readonly body: Buffer }[] = [];
/** How far the server's clock is ahead of ours. */
let aheadMs = 0;
const isDatedWrong = ({ headers }: IncomingMessage) =>
  Math.abs(dateOf(String(headers['x-amz-date'])).getTime() - Date.now() - aheadMs) > 300_000;
let server: Server;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push({ request, body: Buffer.concat(chunks) });
    response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
    (responses.shift() ?? (isDatedWrong(request) ? REFUSED_FOR_CLOCK : OK))(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  responses = [];
  requests = [];
  aheadMs = 0;
});

const read = (dynamo: Dynamo) => dynamo.get({ TableName: 'Sessions', Key: { pk: 'ä €' } });

/** A client that has made its first request, which goes the SDK's way. */
async function usedBefore(): Promise<Dynamo> {
  const dynamo = createDynamo();
  await read(dynamo);
  requests = [];
  return dynamo;
}

async function outcomeOf(dynamo: Dynamo, faults: readonly Respond[]) {
  requests = [];
  responses = [...faults];
  const outcome = await read(dynamo).then(
    (item) => ({ item }),
    ({ name, message }: Error) => ({ name, message }),
  );
  return { outcome, attempts: requests.length };
}

describe('the first attempt at a request', () => {
  it('is what the SDK would send, but for what tells AWS of the SDK', async () => {
    const dynamo = createDynamo();
    await read(dynamo);
    await read(dynamo);
    const [first, second] = requests.map(({ request: { method, url, headers }, body }) => {
      const { authorization, 'x-amz-date': date, 'x-amz-content-sha256': hash, ...others } = headers;
      return { method, url, others, body: body.toString(), isSigned: [authorization, date].every(Boolean) };
    });
    const {
      'amz-sdk-invocation-id': id,
      'amz-sdk-request': retry,
      'user-agent': agent,
      'x-amz-user-agent': sameAgent,
      ...others
    } = first?.others ?? {};
    expect([id, retry, agent]).toEqual([
      expect.any(String),
      'attempt=1; max=3',
      expect.stringContaining('aws-sdk-js/'),
    ]);
    expect(second).toEqual({ ...first, others });
    expect(JSON.parse(second?.body ?? '')).toEqual({ TableName: 'Sessions', Key: { pk: { S: 'ä €' } } });
  });

  it('is signed, with the session token', async () => {
    const isSigned = createAwsVerifier('dynamodb', 'eu-west-1');
    await read(await usedBefore());
    const [{ request, body } = { request: {} as IncomingMessage, body: Buffer.of() }] = requests;
    expect(request.headers['x-amz-security-token']).toBe(CREDENTIALS.sessionToken);
    expect(await isSigned(request, body)).toBe(true);
  });

  it('names the operation', async () => {
    const dynamo = await usedBefore();
    await dynamo.put({ TableName: 'Sessions', Item: { pk: 'a', left: undefined } });
    await dynamo.update({ TableName: 'Sessions', Key: { pk: 'a' }, UpdateExpression: 'REMOVE b' });
    await dynamo.query({ TableName: 'Sessions' });
    expect(requests.map(({ request }) => request.headers['x-amz-target'])).toEqual([
      'DynamoDB_20120810.PutItem',
      'DynamoDB_20120810.UpdateItem',
      'DynamoDB_20120810.Query',
    ]);
    expect(requests[0]?.body.toString()).toBe('{"TableName":"Sessions","Item":{"pk":{"S":"a"}}}');
  });
});

describe('when the first attempt fails', () => {
  const done = { item: { pk: 'a', count: 3 } };

  it.each<[string, Respond[], number, object]>([
    ['an error inside DynamoDB', [UNAVAILABLE], 2, done],
    ['two of them', [UNAVAILABLE, UNAVAILABLE], 3, done],
    ['three of them', [UNAVAILABLE, UNAVAILABLE, UNAVAILABLE], 3, { name: 'InternalServerError' }],
    ['throttling', [failure(400, 'ProvisionedThroughputExceededException')], 2, done],
    ['a reset', [RESET], 2, done],
    ['three resets', [RESET, RESET, RESET], 3, { name: 'TimeoutError' }],
    ['a response that is cut off', [CUT_OFF], 2, done],
    ['a condition that does not hold', [CONDITION_FAILED], 1, { name: 'ConditionalCheckFailedException' }],
    [
      'a reset, then such a condition',
      [RESET, CONDITION_FAILED],
      2,
      { name: 'ConditionalCheckFailedException' },
    ],
    ['a refusal', [failure(400, 'ValidationException')], 1, { name: 'ValidationException' }],
    ['a response that is no JSON', [json(200, '<html>')], 1, {}],
    ['an error that is no JSON', [json(503, '<html>')], 2, done],
    ['a condition that fails in a 503', [failure(503, 'ConditionalCheckFailedException')], 2, done],
    [
      'a condition that does not hold, cut off',
      [json(400, '{"__type":"com.amazonaws#ConditionalCheckFailedException","')],
      1,
      {},
    ],
  ])('does as the SDK by itself after %s', async (_, faults, attempts, outcome) => {
    const ours = await outcomeOf(await usedBefore(), faults);
    expect(ours).toEqual({ attempts, outcome: expect.objectContaining(outcome) });
    const sdk = await outcomeOf(createDynamo(), faults);
    expect(sdk).toEqual({ attempts, outcome: expect.objectContaining(outcome) });
    expect('item' in sdk.outcome).toBe('item' in ours.outcome);
  });

  it('leaves a condition that does not hold to the SDK, where a wrong clock asked', async () => {
    const dynamo = await usedBefore();
    aheadMs = 270_000;
    const ours = await outcomeOf(dynamo, [CONDITION_FAILED]);
    expect(ours).toEqual({ attempts: 2, outcome: done });
    expect(await outcomeOf(createDynamo(), [CONDITION_FAILED])).toEqual(ours);
  });

  it('says as the SDK that a condition does not hold', async () => {
    const refusal = json(400, {
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { pk: { S: 'a' } },
    });
    const said = async (dynamo: Dynamo) => {
      responses = [refusal];
      const error: unknown = await read(dynamo).catch((thrown: unknown) => thrown);
      const { $metadata, $fault, message, Item } = error as ConditionalCheckFailedException;
      const { httpStatusCode, attempts } = $metadata;
      const isTheirs = error instanceof ConditionalCheckFailedException;
      return { isTheirs, $fault, message, Item, httpStatusCode, attempts };
    };
    const ours = await said(await usedBefore());
    expect(ours).toMatchObject({ isTheirs: true, message: 'The conditional request failed', attempts: 1 });
    expect(ours).toEqual(await said(createDynamo()));
  });

  it.each([
    ['ahead', -3_600_000],
    ['behind', 3_600_000],
  ])("is dated by AWS's clock once the SDK has learned that ours is %s", async (_, ms) => {
    const dynamo = await usedBefore();
    aheadMs = ms;
    // All are refused at once, so that none of the SDK's corrections comes before another's.
    const held: ServerResponse[] = [];
    const hold: Respond = (response) => {
      held.push(response);
      if (held.length === 20) for (const each of held) REFUSED_FOR_CLOCK(each);
    };
    responses = Array.from({ length: 20 }, () => hold);
    const reads = await Promise.all(Array.from({ length: 20 }, () => read(dynamo)));
    expect(reads).toEqual(Array(20).fill(done.item));
    requests = [];
    await read(dynamo);
    expect(requests.map(({ request }) => isDatedWrong(request))).toEqual([false]);
  });

  it('retries again after many failures, because successes pay for it', async () => {
    const dynamo = await usedBefore();
    const read100 = () => Promise.allSettled(Array.from({ length: 100 }, () => read(dynamo)));
    // Each retry takes from what the SDK keeps for them, until nothing is left.
    responses = Array.from({ length: 300 }, () => UNAVAILABLE);
    await read100();
    expect((await outcomeOf(dynamo, [UNAVAILABLE])).attempts).toBe(1);
    await read100();
    expect((await outcomeOf(dynamo, [UNAVAILABLE])).attempts).toBe(2);
  });
});
