import { describe, expect, it } from '@jest/globals';
import { createFaults, faultRoutes } from '#simulator/control/faults.ts';

function setup() {
  const faults = createFaults();
  const app = faultRoutes(faults);
  const put = (body: unknown) =>
    app.request('/simulator/faults', {
      method: 'PUT',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { faults, app, put };
}

const FULL = {
  callbacks: {
    late: { probability: 0.5, milliseconds: 100 },
    duplicated: { probability: 1 },
    reordered: { probability: 0.1, windowMilliseconds: 500 },
    lost: { probability: 0 },
  },
  connector: { delayMilliseconds: 10, failTimes: 2, failWith: 'timeout' },
  rest: {
    probability: 1,
    failWith: 429,
    retryAfterSeconds: 1,
    afterEffect: true,
    operations: ['createPayment'],
    times: 3,
  },
  syncDown: true,
};

describe('PUT /simulator/faults', () => {
  it('puts a whole plan in force and answers with it', async () => {
    const { faults, put, app } = setup();
    const response = await put(FULL);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(FULL);
    expect(faults.current).toEqual(FULL);
    expect(await (await app.request('/simulator/faults')).json()).toEqual(FULL);
  });

  it.each([
    ['no JSON', '{', /body: missing, expected Object/],
    ['nothing', '', /body: missing, expected Object/],
    ['a list', [], /body: missing, expected Object/],
    ['an unknown part', { callback: {} }, /callback: not a known setting/],
    ['an unknown fault', { callbacks: { early: {} } }, /callbacks\.early: not a known setting/],
    [
      'a probability above 1',
      { callbacks: { lost: { probability: 2 } } },
      /callbacks\.lost\.probability: expected <=1/,
    ],
    ['no probability', { rest: { failWith: 500 } }, /rest\.probability: missing/],
    ['another status', { rest: { probability: 1, failWith: 418 } }, /rest\.failWith: expected/],
    [
      'a negative delay',
      { connector: { delayMilliseconds: -1 } },
      /connector\.delayMilliseconds: expected >=0/,
    ],
    ['half a time', { connector: { failTimes: 1.5 } }, /connector\.failTimes: expected a whole number\.$/],
    ['a word for a number', { connector: { failTimes: 'two' } }, /connector\.failTimes: expected number/],
  ])('refuses %s, names it, and changes nothing', async (_, body, message) => {
    const { faults, put } = setup();
    faults.set({ syncDown: true });
    const response = await put(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(message) });
    expect(faults.current).toEqual({ syncDown: true });
  });

  it('names every problem at once', async () => {
    const { put } = setup();
    const { message } = await (await put({ syncDown: 1, rest: { probability: -1, failWith: 500 } })).json();
    expect(message).toMatch(/rest\.probability.*syncDown|syncDown.*rest\.probability/);
  });
});

describe('DELETE /simulator/faults', () => {
  it('clears the plan, and tells who listens', async () => {
    const { faults, put, app } = setup();
    let changes = 0;
    const stop = faults.onChange(() => {
      changes += 1;
    });
    await put(FULL);
    expect((await app.request('/simulator/faults', { method: 'DELETE' })).status).toBe(204);
    expect(faults.current).toEqual({});
    stop();
    faults.clear();
    expect(changes).toBe(2);
  });
});
