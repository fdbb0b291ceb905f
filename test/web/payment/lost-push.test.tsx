/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen } from '@testing-library/preact';
import { refusal } from '../support/fake-api.ts';
import { deskInPayment } from '../support/render-desk.tsx';
import { PAY_SID, paySession, READY } from '../support/sessions.ts';

afterEach(cleanup);

const READING = `GET /paySessions/${PAY_SID}`;
const CAPTURING = paySession({
  state: 'capturing',
  version: 3,
  capturing: { field: 'security-code', typed: 'xx' },
});
const isLive = () => screen.queryByText(/No live updates/, { selector: '.banner *' }) === null;
const canTake = () => screen.queryByRole('button', { name: 'Take USD 12.00' }) !== null;

describe('an update that Sync lost', () => {
  it('shows within five seconds, and the desk says that it is not live until Sync has caught up', async () => {
    const desk = await deskInPayment();
    await desk.push(CAPTURING);
    desk.api.on(READING, { body: paySession({ ...READY, version: 4 }) });
    await desk.advance(5_000);
    expect([canTake(), isLive()]).toEqual([true, false]);
    await desk.push(paySession({ ...READY, version: 4 }));
    expect([canTake(), isLive()]).toEqual([true, true]);
  });

  it('shows the result within five seconds of it', async () => {
    const desk = await deskInPayment();
    await desk.push(paySession({ ...READY, version: 4 }));
    desk.api.on('POST /completePaySession', {
      status: 202,
      body: paySession({ ...READY, state: 'submitting', version: 5, allowed: ['cancel'] }),
    });
    // The button ignores presses in its first moment.
    await desk.advance(500);
    await desk.press('Take USD 12.00');
    desk.api.on(READING, {
      body: paySession({
        state: 'succeeded',
        outcome: 'charged',
        version: 6,
        allowed: [],
        result: 'success',
      }),
    });
    await desk.advance(5_000);
    expect(screen.getByRole('heading', { name: 'USD 12.00 taken' })).toBeTruthy();
  });

  it('is not what the agent asked for: the desk stays live while the caller has pressed nothing', async () => {
    const desk = await deskInPayment();
    const asked = paySession({
      state: 'capturing',
      version: 2,
      capturing: { field: 'payment-card-number', typed: '' },
    });
    desk.api.on('POST /updatePaySession', { status: 202, body: asked });
    desk.api.on(READING, { body: asked });
    await desk.press('Ask');
    await desk.advance(20_000);
    expect(isLive()).toBe(true);
    expect(desk.api.sentTo(READING).length).toBeLessThanOrEqual(4);
  });

  it('is not asked for while a request of the agent’s own is under way: a read must not overtake it', async () => {
    const desk = await deskInPayment();
    let respond = () => {};
    const asked = paySession({ ...CAPTURING, version: 4 });
    desk.api.on(
      'POST /updatePaySession',
      () => new Promise((resolve) => (respond = () => resolve({ status: 202, body: asked }))),
    );
    desk.api.on(READING, { body: asked });
    await desk.press('Ask');
    await desk.advance(20_000);
    expect(desk.api.sentTo(READING)).toHaveLength(0);
    respond();
    await desk.advance(0);
    await desk.advance(5_000);
    expect(desk.api.sentTo(READING)).toHaveLength(1);
  });

  it('is asked for at the pace that the service sets', async () => {
    const desk = await deskInPayment();
    await desk.push(CAPTURING);
    desk.api.on(READING, { ...Object(refusal(429)), headers: { 'retry-after': '60' } });
    await desk.advance(60_000);
    expect(desk.api.sentTo(READING)).toHaveLength(1);
    desk.api.on(READING, { body: paySession({ ...READY, version: 4 }) });
    await desk.advance(10_000);
    expect(canTake()).toBe(true);
  });
});
