import { createHmac } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type LookupFunction } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutwardEvent } from '#lambdas/contract/outward-event.ts';
import { type DeliverNeeds, deliverDue, deliverEvent } from '#lambdas/deliver/deliver.ts';
import { handler } from '#lambdas/deliver/index.ts';
import { createSendWebhook, type SendWebhook } from '#lambdas/deliver/send-webhook.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { createDeliveriesStore } from '#lambdas/stores/deliveries-store.ts';
import { type HandlerHouse, newSid, openHouse } from '#test/support/handler-house.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SECRET = Buffer.alloc(32, 7).toString('base64');

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

let house: HandlerHouse;
let receiver: Server;
let url: string;
let received: Received[] = [];
let respond: (response: ServerResponse, path: string) => void;
let now: number;
let lines: Readonly<Record<string, unknown>>[] = [];
const log = createLog((line) => lines.push(JSON.parse(line)));

beforeAll(async () => {
  house = await openHouse();
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    received.push({
      path,
      headers: request.headers as Received['headers'],
      body: Buffer.concat(chunks).toString('utf8'),
    });
    respond(response, path);
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await house.close();
});
let endpoints = 0;
beforeEach(() => {
  received = [];
  lines = [];
  respond = (response) => response.writeHead(204).end();
  now = Date.parse('2026-01-15T10:00:00Z');
  endpoints += 1;
});

function needs(names: readonly string[] = ['crm'], instead: Partial<DeliverNeeds> = {}): DeliverNeeds {
  const clock = { now: () => new Date(now), sleep: async () => {} };
  return {
    clock,
    deliveries: createDeliveriesStore({ clock, dynamo: createDynamo() }, 'Sessions'),
    endpoints: names.map((name) => ({ name: nameOf(name), url: `${url}/${name}` })),
    secrets: { of: async () => [SECRET] },
    send: createSendWebhook({ here: true, timeoutMs: 500 }),
    ...instead,
  };
}
/** Each test has endpoints of its own. */
const nameOf = (name: string) => `${name}-${endpoints}`;

function anEvent(more: Partial<OutwardEvent> = {}): OutwardEvent {
  const paySid = newSid('PK');
  return {
    id: `${paySid}-4`,
    type: 'payment.succeeded',
    time: '2026-01-15T09:59:59.000Z',
    sequence: 4,
    paySid,
    callSid: '',
    agent: 'ana',
    method: 'credit-card',
    outcome: 'charged',
    ...more,
  };
}
const due = (given: DeliverNeeds) => deliverDue(given, log, () => true);
const stateOf = async (given: DeliverNeeds, { id }: OutwardEvent, name = 'crm') =>
  given.deliveries.find(id, nameOf(name));

describe('a webhook', () => {
  it('is posted once, signed, and remembered', async () => {
    const event = anEvent();
    await deliverEvent(needs(), event, log);
    await deliverEvent(needs(), event, log);
    await due(needs());
    expect(received).toHaveLength(1);
    const [{ headers, body }] = received as [Received];
    expect(JSON.parse(body)).toEqual({ type: 'payment.succeeded', timestamp: event.time, data: event });
    const signed = createHmac('sha256', Buffer.alloc(32, 7))
      .update(`${event.id}.${now / 1000}.${body}`)
      .digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': event.id,
      'webhook-timestamp': String(now / 1000),
      'webhook-signature': `v1,${signed}`,
      'content-type': 'application/json',
    });
    expect(await stateOf(needs(), event)).toMatchObject({
      state: 'delivered',
      tries: [{ at: '2026-01-15T10:00:00.000Z', status: 204 }],
    });
  });

  it('is tried again with the same bytes and a new time until it is taken', async () => {
    respond = (response) => response.writeHead(received.length < 3 ? 500 : 200).end();
    const event = anEvent();
    await deliverEvent(needs(), event, log);
    await due(needs());
    expect(received).toHaveLength(1);
    now += 6_000;
    await due(needs());
    await due(needs());
    expect(received).toHaveLength(2);
    now += 5 * MINUTE;
    await due(needs());
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3);
    expect(await stateOf(needs(), event)).toMatchObject({ state: 'delivered' });
  });

  it('is given up after ten tries', async () => {
    respond = (response) => response.writeHead(500).end();
    const event = anEvent();
    await deliverEvent(needs(), event, log);
    for (let hour = 0; hour < 24 * 5; hour += 1) {
      now += HOUR;
      await due(needs());
    }
    expect(received).toHaveLength(10);
    expect(await stateOf(needs(), event)).toMatchObject({ state: 'givenUp' });
    expect(lines).toContainEqual(expect.objectContaining({ message: 'webhook given up' }));
  });

  it.each([301, 302, 307, 308])('that is redirected with %s goes nowhere else', async (status) => {
    respond = (response) => response.writeHead(status, { location: `${url}/elsewhere` }).end();
    await deliverEvent(needs(), anEvent(), log);
    expect(received.map(({ path }) => path)).toEqual(['/crm']);
  });

  it('waits as long as a busy receiver asks', async () => {
    respond = (response) => response.writeHead(429, { 'retry-after': '600' }).end();
    const event = anEvent();
    await deliverEvent(needs(), event, log);
    expect((await stateOf(needs(), event))?.nextAt).toBe('2026-01-15T10:10:00.000Z');
  });

  it('fails when the receiver hangs, and reads no more than it must of a long response', async () => {
    respond = () => {};
    const hanging = anEvent();
    await deliverEvent(needs(), hanging, log);
    expect((await stateOf(needs(), hanging))?.tries).toMatchObject([{ problem: 'timeout' }]);

    endpoints += 1;
    respond = (response) => {
      response.writeHead(200);
      response.write('x'.repeat(100_000));
    };
    const long = anEvent();
    await deliverEvent(needs(), long, log);
    expect(await stateOf(needs(), long)).toMatchObject({ state: 'delivered' });
  });

  it('does not wait for another endpoint', async () => {
    respond = (response, path) => {
      if (path === '/erp') response.writeHead(200).end();
    };
    const given = needs(['crm', 'erp']);
    const [one, two] = [anEvent(), anEvent()];
    await deliverEvent(given, one, log);
    const before = received.length;
    await deliverEvent(given, two, log);
    // The one that fails is not asked at once a second time.
    expect(received.slice(before).map(({ path }) => path)).toEqual(['/erp']);
    expect(await stateOf(given, two, 'erp')).toMatchObject({ state: 'delivered' });
    respond = (response) => response.writeHead(200).end();
    now += MINUTE;
    await due(given);
    expect(await stateOf(given, one)).toMatchObject({ state: 'delivered' });
    expect(await stateOf(given, two)).toMatchObject({ state: 'delivered' });
  });

  it('goes to an endpoint that said it is gone only once somebody sends again', async () => {
    respond = (response) => response.writeHead(410).end();
    const first = anEvent();
    await deliverEvent(needs(), first, log);
    expect(lines).toContainEqual(expect.objectContaining({ message: 'endpoint off', code: nameOf('crm') }));
    const second = anEvent();
    await deliverEvent(needs(), second, log);
    now += HOUR;
    await due(needs());
    expect(received).toHaveLength(1);

    respond = (response) => response.writeHead(200).end();
    const { deliveries } = needs();
    await deliveries.setHealth({ endpoint: nameOf('crm'), failingSince: new Date(now).toISOString() });
    await deliveries.again(first.id, nameOf('crm'));
    now += MINUTE;
    await due(needs());
    expect(received).toHaveLength(3);
    expect(await deliveries.health(nameOf('crm'))).toEqual({ endpoint: nameOf('crm') });
  });

  it('goes no more to an endpoint that has failed for five days', async () => {
    respond = (response) => response.writeHead(500).end();
    await deliverEvent(needs(), anEvent(), log);
    now += 5 * 24 * HOUR;
    await deliverEvent(needs(), anEvent(), log);
    now += MINUTE;
    await due(needs());
    const tried = received.length;
    expect((await needs().deliveries.health(nameOf('crm'))).off).toBe('failing');
    await due(needs());
    expect(received).toHaveLength(tried);
  });

  it('is tried by one of two at once', async () => {
    respond = (response) => response.writeHead(received.length === 1 ? 500 : 200).end();
    await deliverEvent(needs(), anEvent(), log);
    now += MINUTE;
    await Promise.all([due(needs()), due(needs()), due(needs())]);
    expect(received).toHaveLength(2);
  });

  it('is not lost with the process that had it', async () => {
    for (const last of [0, 1, 2, 3]) {
      endpoints += 1;
      received = [];
      const event = anEvent();
      const given = needs();
      let steps = 0;
      const dying = <T extends object>(service: T): T =>
        new Proxy(service, {
          get: (target, name) => {
            const value = Reflect.get(target, name) as (...given: unknown[]) => unknown;
            return (...args: unknown[]) => {
              steps += 1;
              if (steps > last) return Promise.reject(new Error('killed'));
              return value.apply(target, args);
            };
          },
        });
      const send: SendWebhook = async (post) => {
        steps += 1;
        if (steps > last) throw new Error('killed');
        return given.send(post);
      };
      await deliverEvent({ ...given, deliveries: dying(given.deliveries), send }, event, log).catch(
        // Lambda gives the event to another process.
        () => deliverEvent(given, event, log),
      );
      now += 2 * MINUTE;
      await due(given);
      expect({ last, ids: [...new Set(received.map(({ headers }) => headers['webhook-id']))] }).toEqual({
        last,
        ids: [event.id],
      });
      expect(await stateOf(given, event)).toMatchObject({ state: 'delivered' });
    }
  });
});

describe('the job', () => {
  const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 50_000 };

  it.each([undefined, {}, { id: 'x' }, { ...anEvent(), id: 'PK1-1' }])(
    'delivers nothing like %j',
    async (detail) => {
      await expect(handler({ source: 'agent-assist-pay', detail }, context)).rejects.toThrow(
        /not one of ours/,
      );
    },
  );

  it('delivers what waits when the clock calls it', async () => {
    await expect(handler({ source: 'aws.events', detail: {} }, context)).resolves.toBeUndefined();
  });
});

describe('the sender', () => {
  const post = { url: 'https://crm.example.com/hook', headers: {}, body: '{}' };
  const leads =
    (...addresses: string[]) =>
    async () =>
      addresses.map((address) => ({ address, family: 4 }));

  it.each([
    ['the machine itself', leads('127.0.0.1')],
    ['a private network', leads('10.0.0.7')],
    ['the metadata of an instance', leads('169.254.169.254')],
    ['a public and a private address', leads('8.8.8.8', '192.168.0.1')],
  ])('connects to no name that leads to %s', async (_, resolve) => {
    const send = createSendWebhook({ resolve, connect: { createConnection: refuse } });
    expect(await send(post)).toEqual({ problem: 'address' });
  });

  it('connects to no name that leads nowhere', async () => {
    const resolve = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await createSendWebhook({ resolve })(post)).toEqual({ problem: 'connection' });
  });

  it('waits no longer for a name than for a response', async () => {
    const send = createSendWebhook({ resolve: () => new Promise(() => {}), timeoutMs: 50 });
    expect(await send(post)).toEqual({ problem: 'timeout' });
  });

  it('ends a try whose response changes the protocol', async () => {
    respond = (response) => {
      response.socket?.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: any\r\n\r\n',
      );
    };
    const send = createSendWebhook({ here: true, timeoutMs: 10_000 });
    expect(await send({ ...post, url: `${url}/crm` })).toEqual({ status: 101 });
  });

  it('connects to the address that was looked at, whatever the name means a moment later', async () => {
    const asked: string[] = [];
    let looks = 0;
    const resolve = async () => {
      looks += 1;
      return [{ address: looks === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }];
    };
    const createConnection = (options: { lookup?: LookupFunction }) => {
      options.lookup?.('crm.example.com', {}, (_, address) => asked.push(String(address)));
      return connect(Number(new URL(url).port), '127.0.0.1');
    };
    const send = createSendWebhook({
      resolve,
      connect: { agent: undefined, createConnection } as unknown as NonNullable<
        Parameters<typeof createSendWebhook>[0]
      >['connect'],
    } as Parameters<typeof createSendWebhook>[0]);
    expect(await send(post)).toEqual({ status: 204 });
    expect({ asked, looks }).toEqual({ asked: ['8.8.8.8'], looks: 1 });
  });

  it('sends nothing without TLS, except to this machine when told so', async () => {
    expect(await createSendWebhook()({ ...post, url: `${url}/crm` })).toEqual({ problem: 'address' });
    expect(await createSendWebhook({ here: true })({ ...post, url: 'http://10.0.0.1/' })).toEqual({
      problem: 'address',
    });
    expect(received).toEqual([]);
  });
});

function refuse(): never {
  throw new Error('It must not connect.');
}
