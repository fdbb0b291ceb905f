import { describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { type Handler, invoke } from '#simulator/functions/invoke.ts';
import { FunctionResponse } from '#simulator/functions/response.ts';

const run = (handler: Handler, limit?: number) => invoke(handler, {}, {}, limit);
const returning = (value: unknown) => run((_context, _event, callback) => callback(null, value));
const plain = { 'Content-Type': 'text/plain; charset=utf-8' };
const json = { 'Content-Type': 'application/json; charset=utf-8' };

describe('what a function gives its callback', () => {
  const voice = new twilio.twiml.VoiceResponse();
  voice.hangup();

  it.each<[string, unknown, object]>([
    ['nothing', undefined, { status: 200, headers: {}, body: '' }],
    ['text', 'hello', { status: 200, headers: plain, body: 'hello' }],
    ['an object', { a: 1 }, { status: 200, headers: json, body: '{"a":1}' }],
    [
      'a query',
      Object.assign(Object.create(null), { a: 1 }),
      { status: 200, headers: json, body: '{"a":1}' },
    ],
    ['a number', 7, { status: 200, headers: json, body: '7' }],
    ['TwiML', voice, { headers: { 'Content-Type': 'text/xml; charset=utf-8' }, body: voice.toString() }],
    [
      'bytes',
      Buffer.from('x'),
      { headers: { 'Content-Type': 'application/octet-stream' }, body: Buffer.from('x') },
    ],
  ])('is sent as it is fit: %s', async (_what, value, reply) => {
    expect(await returning(value)).toMatchObject(reply);
  });

  it('may be a response with status, headers and cookies', async () => {
    const response = new FunctionResponse({ statusCode: 201, headers: { 'X-One': 'gone' } })
      .setStatusCode(202)
      .setHeaders({ 'X-Two': 2 })
      .appendHeader('x-two', 'more')
      .setCookie('a', '1', ['HttpOnly', 'Path=/'])
      .setCookie('b', '2')
      .removeCookie('a')
      .setBody({ done: true });

    expect(await returning(response)).toEqual({
      status: 202,
      headers: { ...json, 'x-two': ['2', 'more'], 'Set-Cookie': ['b=2', 'a=;Max-Age=0'] },
      body: '{"done":true}',
    });
  });

  it('keeps the type that a response has', async () => {
    const response = new Response('<Response/>');
    expect(await returning(response)).toMatchObject({
      headers: { 'content-type': 'text/xml' },
      body: '<Response/>',
    });
  });

  class Response extends FunctionResponse {
    constructor(body: string) {
      super({ body, headers: { 'content-type': 'text/xml' } });
    }
  }
});

describe('a function that fails', () => {
  it.each<[string, Handler]>([
    [
      'throws',
      () => {
        throw new TypeError('no');
      },
    ],
    [
      'rejects',
      async () => {
        throw new TypeError('no');
      },
    ],
    ['gives its callback an error', (_context, _event, callback) => callback(new TypeError('no'))],
  ])('gets a 500 when it %s', async (_how, handler) => {
    const { status, body } = await run(handler);
    expect(status).toBe(500);
    expect(JSON.parse(String(body))).toMatchObject({ name: 'TypeError', message: 'no' });
  });

  it('may give its callback any other value', async () => {
    expect(await run((_context, _event, callback) => callback('no card'))).toEqual({
      status: 500,
      headers: plain,
      body: 'no card',
    });
  });

  it('gets a 500 at once when what it gives later cannot be sent', async () => {
    const late: Handler = async (_context, _event, callback) => setTimeout(() => callback(null, 1n));
    expect((await run(late)).status).toBe(500);
  });

  it('has its time only, whatever it returns', async () => {
    expect(await run(async () => 'returned', 1)).toMatchObject({
      status: 504,
      body: expect.stringContaining('runtime application timed out'),
    });
  });
});
