import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { createSeededChance } from '#simulator/chance.ts';
import { createFaults } from '#simulator/control/faults.ts';
import { createRestFaults } from '#simulator/http/rest-faults.ts';
import type { FaultPlan } from '#simulator/services.ts';

let stop = () => {};
afterEach(() => stop());

async function setup(rest: FaultPlan['rest']) {
  const faults = createFaults();
  const failing = createRestFaults(faults, createSeededChance(11));
  let effects = 0;
  const app = new Hono();
  for (const name of ['one', 'two']) {
    app.post(`/${name}`, failing(name), (context) => {
      effects += 1;
      return context.json({ ok: true }, 201, { 'X-Own': 'yes' });
    });
  }
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  stop = () => void server.close();
  const { port } = server.address() as AddressInfo;
  faults.set(rest ? { rest } : {});
  const post = (name = 'one', signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${port}/${name}`, { method: 'POST', ...(signal ? { signal } : {}) });
  return { post, faults, effects: () => effects };
}

describe('faults of the REST API', () => {
  it('are none until somebody plans them', async () => {
    const { post } = await setup(undefined);
    expect((await post()).status).toBe(201);
  });

  it.each([
    [429, 20429, 'Too Many Requests'],
    [500, 20500, 'Internal Server Error'],
    [503, 20503, 'Service Unavailable'],
  ] as const)('answer %i before the effect', async (failWith, code, message) => {
    const { post, effects } = await setup({ probability: 1, failWith, retryAfterSeconds: 3 });
    const response = await post();
    expect(response.status).toBe(failWith);
    expect(await response.json()).toEqual({
      code,
      message,
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: failWith,
    });
    expect(response.headers.get('retry-after')).toBe(failWith === 429 ? '3' : null);
    expect(effects()).toBe(0);
  });

  it('answer after the effect, and nothing of the real answer', async () => {
    const { post, effects } = await setup({ probability: 1, failWith: 500, afterEffect: true });
    const response = await post();
    expect(response.status).toBe(500);
    expect(response.headers.get('x-own')).toBeNull();
    expect(effects()).toBe(1);
  });

  it('stop after their number, counted over all operations, and start again with a new plan', async () => {
    const { post, faults } = await setup({ probability: 1, failWith: 500, times: 2 });
    expect([(await post()).status, (await post('two')).status, (await post()).status]).toEqual([
      500, 500, 201,
    ]);
    faults.set({ rest: { probability: 1, failWith: 503, times: 1 } });
    expect([(await post()).status, (await post()).status]).toEqual([503, 201]);
  });

  it('spare operations that are not named', async () => {
    const { post } = await setup({ probability: 1, failWith: 500, operations: ['two'] });
    expect([(await post('one')).status, (await post('two')).status]).toEqual([201, 500]);
  });

  it('strike as often as they are likely', async () => {
    const { post } = await setup({ probability: 0.5, failWith: 500 });
    const statuses: number[] = [];
    for (let n = 0; n < 40; n += 1) statuses.push((await post()).status);
    const struck = statuses.filter((status) => status === 500).length;
    expect(struck).toBeGreaterThan(10);
    expect(struck).toBeLessThan(30);
  });

  it('break the answer off in the middle', async () => {
    const { post } = await setup({ probability: 1, failWith: 'malformed' });
    const response = await post();
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow();
  });

  it('reset the connection', async () => {
    const { post, effects } = await setup({ probability: 1, failWith: 'reset', afterEffect: true });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(effects()).toBe(1);
  });

  it('leave the caller without an answer until it gives up', async () => {
    const { post, effects } = await setup({ probability: 1, failWith: 'timeout' });
    const controller = new AbortController();
    const answer = post('one', controller.signal);
    await expect(
      Promise.race([answer, new Promise((resolve) => setImmediate(resolve, 'none'))]),
    ).resolves.toBe('none');
    controller.abort();
    await expect(answer).rejects.toThrow();
    expect(effects()).toBe(0);
  });
});
