/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/preact';
import { deskInPayment } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

const taken = paySession({
  state: 'succeeded',
  outcome: 'charged',
  confirmationCode: 'ch_9',
  reference: 'INV-204',
  customer: 'C-7',
  allowed: [],
  version: 9,
});

let copied: string[] = [];
afterEach(() => {
  cleanup();
  copied = [];
  Reflect.deleteProperty(navigator, 'clipboard');
});
const clipboard = (writeText: (text: string) => Promise<void>) =>
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });

async function result() {
  const desk = await deskInPayment();
  await desk.push(taken);
  return desk;
}
const spoken = () =>
  [...document.querySelectorAll('[aria-live]')].map((region) => region.textContent).join(' ');

describe('one press', () => {
  it.each([
    ['Copy Confirmation', 'ch_9', 'Confirmation copied'],
    ['Copy Reference', 'INV-204', 'Reference copied'],
    ['Copy Customer', 'C-7', 'Customer copied'],
  ])('on %s copies %s alone, and says so', async (name, value, says) => {
    const desk = await result();
    clipboard(async (text) => void copied.push(text));
    await desk.press(name);
    await desk.advance(200);
    expect(copied).toEqual([value]);
    expect(spoken()).toContain(says);
    const [what = ''] = name.split(' ').slice(1);
    expect(screen.getByRole('button', { name: `Copied ${what}` })).toBeTruthy();
  });

  it('says when the browser does not let it', async () => {
    const desk = await result();
    clipboard(() => Promise.reject(new Error('no')));
    await desk.press('Copy Confirmation');
    await desk.advance(200);
    expect(spoken()).toContain('Not copied: select it');
    // As on a page that is not secure.
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });
    await desk.press('Copy Reference');
    expect(screen.getByRole('button', { name: 'Not copied: select it Reference' })).toBeTruthy();
  });

  it('is for what is needed elsewhere: not for the token', async () => {
    const desk = await result();
    await act(() => desk.push({ ...taken, paymentToken: 'tok_1', version: 10 }));
    const panel = within(screen.getByRole('region', { name: 'Payment' }));
    expect(panel.getAllByRole('button', { name: /^Copy/ })).toHaveLength(3);
  });
});
