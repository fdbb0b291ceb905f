import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { traced } from '#lambdas/platform/trace.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

const ROOT = '1-67891233-abcdef012345678912345678';
const PARENT = '463ac35c9f6413ad';

let daemon: Socket;
let heard: Record<string, unknown>[];

beforeEach(async () => {
  heard = [];
  daemon = createSocket('udp4');
  daemon.on('message', (packet) => {
    const [header, segment] = packet.toString('utf8').split('\n');
    expect(JSON.parse(header ?? '')).toEqual({ format: 'json', version: 1 });
    heard.push(JSON.parse(segment ?? ''));
  });
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  process.env.AWS_XRAY_DAEMON_ADDRESS = `127.0.0.1:${daemon.address().port}`;
  process.env._X_AMZN_TRACE_ID = `Root=${ROOT};Parent=${PARENT};Sampled=1`;
});

afterEach(() => {
  delete process.env.AWS_XRAY_DAEMON_ADDRESS;
  delete process.env._X_AMZN_TRACE_ID;
  daemon.close();
});

describe('traced', () => {
  it('tells the daemon what was requested, as a part of the trace', async () => {
    await traced({ name: 'DynamoDB', operation: 'PutItem', table: 'Audit' }, async () => 'done');
    await once(daemon, 'message');

    expect(heard).toMatchObject([
      {
        type: 'subsegment',
        trace_id: ROOT,
        parent_id: PARENT,
        name: 'DynamoDB',
        namespace: 'aws',
        aws: { operation: 'PutItem', table_name: 'Audit' },
      },
    ]);
    expect(heard[0]).not.toHaveProperty('error');
  });

  it('marks a failure, says nothing about it, and passes it on', async () => {
    const failure = new Error('4111111111111111');
    const run = traced({ name: 'Twilio', operation: 'POST' }, () => Promise.reject(failure));

    await expect(run).rejects.toBe(failure);
    await once(daemon, 'message');
    expect(heard).toMatchObject([{ error: true, namespace: 'remote' }]);
    expect(JSON.stringify(heard).includes('4111111111111111')).toBe(false);
  });

  it.each([
    ['outside of Lambda', undefined],
    ['of a request that is not sampled', `Root=${ROOT};Parent=${PARENT};Sampled=0`],
    ['without a parent', `Root=${ROOT};Sampled=1`],
  ])('only runs it %s', async (_when, header) => {
    if (header) process.env._X_AMZN_TRACE_ID = header;
    else delete process.env._X_AMZN_TRACE_ID;
    await traced({ name: 'Twilio', operation: 'POST' }, async () => 'done');

    process.env._X_AMZN_TRACE_ID = `Root=${ROOT};Parent=${PARENT};Sampled=1`;
    await traced({ name: 'DynamoDB', operation: 'Query' }, async () => 'done');
    await once(daemon, 'message');
    expect(heard).toMatchObject([{ name: 'DynamoDB' }]);
  });
});

describe('the store', () => {
  let house: HandlerHouse;
  beforeEach(async () => {
    house = await openHouse();
  });
  afterEach(() => house.close());

  it('appears in the trace with operation and table', async () => {
    await real.trail().read(`PK${'0'.repeat(32)}`);
    if (heard.length === 0) await once(daemon, 'message');

    expect(heard).toMatchObject([{ aws: { operation: 'Query', table_name: 'Audit' } }]);
  });
});
