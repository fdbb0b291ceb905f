import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { MAX_BODY_BYTES } from '#lambdas/contract/gateway-responses.ts';
import type { RouteDefinition } from '#lambdas/contract/routes.ts';
import { createApiHost, type Handler } from '#local/api-host/api-host.ts';
import { type Served, send, serve } from '../support/serve.ts';

const ROUTES: readonly RouteDefinition[] = [
  {
    name: 'open',
    method: 'POST',
    paths: ['/open', '/open/below'],
    entry: 'open.ts',
    auth: { kind: 'twilioSignature' },
    environment: [],
  },
  {
    name: 'one',
    method: 'GET',
    paths: ['/things/{thingSid}'],
    entry: 'one.ts',
    auth: { kind: 'signIn', roles: ['agent'] },
    environment: [],
  },
];

const CLAIMS = { sub: '1', username: 'ana', 'cognito:groups': 'agent,supervisor' };

let served: Served;
let handler: Handler;
let events: APIGatewayProxyEvent[];
let crashes: string[];
let binaryMediaTypes: string[];

beforeEach(async () => {
  events = [];
  crashes = [];
  binaryMediaTypes = [];
  handler = async () => ({ statusCode: 204, body: '' });
  const host = createApiHost({
    routes: ROUTES,
    stage: 'api',
    authorize: async (authorization) => (authorization === 'Bearer good' ? CLAIMS : undefined),
    loadHandler: async () => (event, context) => {
      events.push(event);
      return handler(event, context);
    },
    timeoutMs: 50,
    get binaryMediaTypes() {
      return binaryMediaTypes;
    },
    onCrash: ({ name }) => crashes.push(name),
  });
  served = await serve(host);
});

afterEach(() => served.close());

describe('the event', () => {
  it('is the one API Gateway sends, header case and repeated values included', async () => {
    await send(
      served.port,
      'POST',
      '/api/open/below?a=1&b=x%20y+z&a=2&empty=',
      {
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-Twilio-Signature': 'abc=',
        'X-Two': ['first', 'second'],
        'User-Agent': 'TwilioProxy/1.1',
      },
      'CallSid=CA1&From=%2B1555',
    );

    const host = `127.0.0.1:${served.port}`;
    const requestId = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const trace = expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(events).toEqual([
      {
        resource: '/open/below',
        path: '/open/below',
        httpMethod: 'POST',
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          'X-Twilio-Signature': 'abc=',
          'X-Two': 'second',
          'User-Agent': 'TwilioProxy/1.1',
          Host: host,
          Connection: 'keep-alive',
          'Content-Length': '24',
          'X-Amzn-Trace-Id': trace,
          'X-Forwarded-For': '127.0.0.1',
          'X-Forwarded-Port': String(served.port),
          'X-Forwarded-Proto': 'http',
        },
        multiValueHeaders: {
          'Content-Type': ['application/x-www-form-urlencoded'],
          'X-Twilio-Signature': ['abc='],
          'X-Two': ['first', 'second'],
          'User-Agent': ['TwilioProxy/1.1'],
          Host: [host],
          Connection: ['keep-alive'],
          'Content-Length': ['24'],
          'X-Amzn-Trace-Id': [trace],
          'X-Forwarded-For': ['127.0.0.1'],
          'X-Forwarded-Port': [String(served.port)],
          'X-Forwarded-Proto': ['http'],
        },
        queryStringParameters: { a: '2', b: 'x y z', empty: '' },
        multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y z'], empty: [''] },
        pathParameters: null,
        stageVariables: null,
        requestContext: {
          accountId: '000000000000',
          apiId: 'local',
          authorizer: undefined,
          domainName: host,
          domainPrefix: 'local',
          extendedRequestId: requestId,
          httpMethod: 'POST',
          identity: {
            accessKey: null,
            accountId: null,
            apiKey: null,
            apiKeyId: null,
            caller: null,
            clientCert: null,
            cognitoAuthenticationProvider: null,
            cognitoAuthenticationType: null,
            cognitoIdentityId: null,
            cognitoIdentityPoolId: null,
            principalOrgId: null,
            sourceIp: '127.0.0.1',
            user: null,
            userAgent: 'TwilioProxy/1.1',
            userArn: null,
          },
          path: '/api/open/below',
          protocol: 'HTTP/1.1',
          requestId,
          requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          requestTimeEpoch: expect.any(Number),
          resourceId: 'local',
          resourcePath: '/open/below',
          stage: 'api',
        },
        body: 'CallSid=CA1&From=%2B1555',
        isBase64Encoded: false,
      },
    ]);
  });

  it('holds null where there is no query and no body, and the path parameter and claims where there are', async () => {
    await send(served.port, 'GET', '/api/things/PK%2F1', { Authorization: 'Bearer good' });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      resource: '/things/{thingSid}',
      path: '/things/PK%2F1',
      pathParameters: { thingSid: 'PK/1' },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      body: null,
      isBase64Encoded: false,
      requestContext: { authorizer: { claims: CLAIMS } },
    });
  });

  it('survives a query named like an inherited property', async () => {
    const { status } = await send(served.port, 'POST', '/api/open?__proto__=1&constructor=2');
    expect(status).toBe(204);
    expect(Object.keys(events[0]?.queryStringParameters ?? {})).toEqual(['__proto__', 'constructor']);
  });

  it('carries a body that is not UTF-8 in base64', async () => {
    const body = Buffer.from([0xff, 0x00, 0xfe]);
    await send(served.port, 'POST', '/api/open', {}, body);
    expect(events[0]).toMatchObject({ body: '/wD+', isBase64Encoded: true });
  });

  it.each(['application/pdf', 'application/*', '*/*'])(
    'carries a body of the binary type %s in base64',
    async (type) => {
      binaryMediaTypes = [type];
      await send(served.port, 'POST', '/api/open', { 'Content-Type': 'application/pdf; v=1' }, 'text');
      expect(events[0]).toMatchObject({ body: 'dGV4dA==', isBase64Encoded: true });
    },
  );
});

describe('the answer', () => {
  it('keeps repeated headers apart and decodes base64', async () => {
    handler = async () => ({
      statusCode: 201,
      headers: { 'Content-Type': 'image/gif', 'X-One': 1 },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'R0lG',
      isBase64Encoded: true,
    });
    const { status, headers, body } = await send(served.port, 'POST', '/api/open');
    expect(status).toBe(201);
    expect(headers).toMatchObject({
      'content-type': 'image/gif',
      'x-one': '1',
      'set-cookie': ['a=1', 'b=2'],
    });
    expect(headers['x-amzn-requestid']).toBe(events[0]?.requestContext.requestId);
    expect(body.toString()).toBe('GIF');
  });

  it('is JSON unless the handler says otherwise, and its challenge is renamed as a REST API does', async () => {
    handler = async () => ({ statusCode: 401, headers: { 'WWW-Authenticate': 'Basic' }, body: '{}' });
    const { headers } = await send(served.port, 'POST', '/api/open');
    expect(headers['content-type']).toBe('application/json');
    expect(headers).toMatchObject({ 'x-amzn-remapped-www-authenticate': 'Basic' });
    expect(headers['www-authenticate']).toBeUndefined();
  });

  const NONSENSE: readonly [string, unknown][] = [
    ['undefined', undefined],
    ['a string', 'ok'],
    ['no status', { body: '' }],
    ['a status of words', { statusCode: 'ok' }],
    ['an object for a body', { statusCode: 200, body: {} }],
  ];
  it.each(NONSENSE)('is 503 when the handler answers %s', async (_what, result) => {
    handler = async () => result;
    const answer = await send(served.port, 'POST', '/api/open');
    expect(wordsOf(answer)).toEqual([503, 'UNAVAILABLE', answer.headers['x-amzn-requestid']]);
    expect(crashes).toEqual(['open']);
  });

  it('is 503 when the handler throws', async () => {
    handler = async () => {
      throw new Error('secret');
    };
    const answer = await send(served.port, 'POST', '/api/open');
    expect(wordsOf(answer)).toEqual([503, 'UNAVAILABLE', answer.headers['x-amzn-requestid']]);
  });

  it('is 504 when the handler takes too long', async () => {
    handler = () => new Promise(() => {});
    const answer = await send(served.port, 'POST', '/api/open');
    expect(wordsOf(answer)).toEqual([504, 'TIMED_OUT', answer.headers['x-amzn-requestid']]);
  });
});

describe('before a handler runs', () => {
  it.each([
    ['POST', '/api/nothing'],
    ['GET', '/api/open'],
    ['DELETE', '/api/open'],
    ['POST', '/api/open/'],
    ['POST', '/api'],
    ['GET', '/api/things/'],
    ['GET', '/api/things/a/b'],
    ['OPTIONS', '/api/open'],
  ])('%s %s is unknown, in the contract’s shape', async (method, path) => {
    const answer = await send(served.port, method, path, { Authorization: 'Bearer good' });
    expect(wordsOf(answer)).toEqual([404, 'NOT_FOUND', answer.headers['x-amzn-requestid']]);
    expect(events).toEqual([]);
  });

  it('a refused sign-in is 401 in the contract’s shape', async () => {
    const answer = await send(served.port, 'GET', '/api/things/PK1', { Authorization: 'Bearer bad' });
    expect(wordsOf(answer)).toEqual([401, 'SIGN_IN_REQUIRED', answer.headers['x-amzn-requestid']]);
    expect(events).toEqual([]);
  });

  it('a body above the limit of the stack’s firewall is too large, announced or not', async () => {
    const huge = Buffer.alloc(MAX_BODY_BYTES + 1, 'x');
    const announced = await send(
      served.port,
      'POST',
      '/api/open',
      { 'Content-Length': String(huge.length) },
      '',
    );
    expect(wordsOf(announced)).toEqual([413, 'BODY_TOO_LARGE', announced.headers['x-amzn-requestid']]);
    const chunked = await send(served.port, 'POST', '/api/open', { 'Transfer-Encoding': 'chunked' }, huge);
    expect(chunked.status).toBe(413);
    expect(events).toEqual([]);
  });

  it('a body of exactly the limit passes', async () => {
    const { status } = await send(served.port, 'POST', '/api/open', {}, Buffer.alloc(MAX_BODY_BYTES, 'x'));
    expect(status).toBe(204);
  });
});

/** Status, code and request id of an answer in the contract’s shape. */
function wordsOf({ status, body }: { readonly status: number; readonly body: Buffer }) {
  const { error } = JSON.parse(body.toString());
  expect(Object.keys(error)).toEqual(['code', 'message', 'requestId']);
  return [status, error.code, error.requestId];
}
