import { afterEach, describe, expect, it } from '@jest/globals';
import type { RequestLogEntry } from '#simulator/services.ts';
import { type CallHouse, openCallHouse } from '#test/support/call-house.ts';

let house: CallHouse;
afterEach(() => house.close());

const BUSY = '<Response><Reject reason="busy"/></Response>';
const call = async () => house.hasStatus(await house.place(), 'busy');

/** The events of a stream, until as many as asked have come. */
async function read(stream: Response, count: number): Promise<{ id: string; data: RequestLogEntry }[]> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const events = text
      .split('\n\n')
      .slice(0, -1)
      .filter((event) => event.startsWith('event: request'));
    if (events.length < count) continue;
    return events.map((event) => ({
      id: /^id: (.*)$/m.exec(event)?.[1] ?? '',
      data: JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? ''),
    }));
  }
  throw new Error(`The stream ended early: ${text}`);
}

const open = (query = '', headers: Record<string, string> = {}) =>
  fetch(`${house.simulator.url}/simulator/requests${query}`, {
    headers: { accept: 'text/event-stream', ...headers },
  });

describe('GET /simulator/requests', () => {
  it('lists what was sent and asked, newest last, by filter', async () => {
    house = await openCallHouse({ '/voice': BUSY });
    const { sid } = await call();
    await house.client.calls(sid).fetch();
    await call();
    const list = async (query: string) => {
      const { body } = await house.control('GET', `/simulator/requests${query}`);
      return body.map(({ id }: RequestLogEntry) => id);
    };
    expect(await list('')).toEqual(['1', '2', '3']);
    expect(await list('?kind=voice')).toEqual(['1', '3']);
    expect(await list('?kind=rest,payment')).toEqual(['2']);
    expect(await list(`?call=${sid}`)).toEqual(['1', '2']);
    expect(await list('?problem=true')).toEqual([]);
    expect(await list('?after=1&problem=false')).toEqual(['2', '3']);
    expect(await list('?limit=1')).toEqual(['3']);
  });

  it.each([
    ['?kind=sms', 'kind', 'must be one or more of voice'],
    ['?call=CA1', 'call', 'must be a CallSid'],
    ['?problem=yes', 'problem', 'must be true or false'],
    ['?after=-1', 'after', 'must be a whole number'],
    ['?limit=0', 'limit', 'must be 1 or more'],
    ['?colour=red', 'colour', 'is not a known field'],
  ])('refuses %s', async (query, field, words) => {
    house = await openCallHouse({});
    expect(await house.control('GET', `/simulator/requests${query}`)).toEqual({
      status: 400,
      body: {
        simulator: 'bad request',
        field,
        message: expect.stringContaining(`Failed to list the requests: "${field}" ${words}`),
      },
    });
  });
});

describe('the stream of requests', () => {
  it('gives what is kept, then what comes', async () => {
    house = await openCallHouse({ '/voice': BUSY });
    await call();
    const stream = await open('?kind=voice');
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const events = read(stream, 2);
    await house.client.calls.list();
    await call();
    expect(await events).toEqual(
      house.simulator.requests.list({ kind: 'voice' }).map((data) => ({ id: data.id, data })),
    );
  });

  it('goes on after the last event a reader had', async () => {
    house = await openCallHouse({ '/voice': BUSY });
    for (let n = 0; n < 3; n += 1) await call();
    expect(await read(await open('', { 'last-event-id': '2' }), 1)).toMatchObject([{ id: '3' }]);
    expect(await read(await open('?limit=2'), 2)).toMatchObject([{ id: '2' }, { id: '3' }]);
  });

  it('starts over for an event of an earlier process', async () => {
    house = await openCallHouse({ '/voice': BUSY });
    await call();
    expect(await read(await open('', { 'last-event-id': '900' }), 1)).toMatchObject([{ id: '1' }]);
  });

  it('goes on over a reset, and ends when the simulator closes', async () => {
    house = await openCallHouse({ '/voice': BUSY });
    const stream = await open();
    house.simulator.reset();
    const events = read(stream, 1);
    await house.place();
    expect(await events).toHaveLength(1);
    const other = await open();
    await house.simulator.close();
    await expect(read(other, 9)).rejects.toThrow();
  });

  it('is refused to web pages of other sites', async () => {
    house = await openCallHouse({});
    expect((await open('', { origin: 'https://elsewhere.example' })).status).toBe(403);
  });
});

describe('POST /simulator/requests/{id}/send', () => {
  it('sends a webhook again with its own parameters, whatever the call does now', async () => {
    house = await openCallHouse({ '/voice': BUSY });
    const { sid } = await call();
    const { status, body } = await house.control('POST', '/simulator/requests/1/send');
    expect([status, body]).toEqual([202, { id: '2' }]);
    expect(house.unsigned).toEqual([]);
    const [first, second] = house.told('/voice');
    expect(second).toEqual(first);
    expect(house.simulator.requests.find('2')).toMatchObject({
      note: 'sent again',
      callSid: sid,
      status: 200,
    });
  });

  it('does not send what it did not keep', async () => {
    house = await openCallHouse({});
    await house.client.calls.list();
    house.simulator.requests.add({
      at: '',
      kind: 'connector',
      method: 'POST',
      url: '',
      parameters: {},
      status: 200,
      milliseconds: 1,
    });
    expect(await house.control('POST', '/simulator/requests/1/send')).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('the application') },
    });
    expect(await house.control('POST', '/simulator/requests/2/send')).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('card') },
    });
    expect((await house.control('POST', '/simulator/requests/77/send')).status).toBe(404);
  });
});
