import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hearsSound, soundSentBy } from './support/audio.ts';
import type { DeskPage } from './support/desk-page.ts';
import type { PhonePage } from './support/phone-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';
import { keyInRest } from './support/walk-frames.ts';

const CARD = '4111111111111111';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

let theatre: Theatre;
let ana: DeskPage;
let phone: PhonePage;

beforeAll(async () => {
  theatre = await openTheatre();
  [ana, phone] = await Promise.all([theatre.openDesk('ana'), theatre.openPhone()]);
});

afterAll(() => theatre.close());

describe('a call that does not go as planned', () => {
  it('ends the payment when the caller hangs up during capture, and says that nothing was charged', async () => {
    await phone.call();
    await ana.answer();
    await ana.startCharge({ amount: '12.00' });
    await phone.press('411111');
    await ana.shows(/6 digits/);

    await phone.hangUp();
    await ana.shows(/hung up/i);
    await ana.shows(/nothing was charged/i);
    await ana.button('New payment').or(ana.button('Close')).first().click();
    await ana.heading('Waiting for a call').waitFor();
  });

  it('resumes call and payment after the desk is reloaded during capture', async () => {
    await phone.call();
    await ana.answer();
    await ana.startCharge({ amount: '13.00' });
    await phone.press('41111111');
    await ana.shows(/8 digits/);

    await ana.reload();
    await ana.shows('USD 13.00 by card');
    await ana.shows(/8 digits/);
    await phone.press('11111111');
    await ana.shows('Visa ending 1111');
    await Promise.all([hearsSound(ana.page), hearsSound(phone.page)]);

    await ana.ask('Expiration date');
    await keyInRest(ana, phone);
    await ana.take('USD 13.00');
    await phone.hangUp();
    await ana.heading('Waiting for a call').waitFor();
  });

  it('plays music on hold, and takes the caller off hold when the agent asks for a card', async () => {
    await phone.call();
    await ana.answer();
    await Promise.all([hearsSound(ana.page), hearsSound(phone.page)]);
    const microphone = await soundSentBy(ana.page);
    await ana.button('Hold').click();
    await ana.page.getByText(/the caller hears music/).waitFor();
    expect(await soundSentBy(ana.page)).toMatch(/Destination/);
    await hearsSound(phone.page);

    await ana.startCharge({ amount: '15.00' });
    await ana.page.getByText(/the caller hears music/).waitFor({ state: 'hidden' });
    expect(await soundSentBy(ana.page)).toBe(microphone);
    await hearsSound(phone.page);
    await phone.press(CARD);
    await ana.shows('Visa ending 1111');
    await phone.hangUp();
    await ana.button('New payment').or(ana.button('Close')).first().click();
    await ana.heading('Waiting for a call').waitFor();
  });

  it('rings two agents, goes to the first who answers, and is closed to the other one', async () => {
    const ben = await theatre.openDesk('ben');
    await phone.call();
    await Promise.all([ana.button(/^Answer/).waitFor(), ben.button(/^Answer/).waitFor()]);

    await ben.answer();
    await ana.heading('Waiting for a call').waitFor();
    await hearsSound(phone.page);
    await ben.startCharge({ amount: '14.00' });
    await phone.press(CARD);
    await ben.shows('Visa ending 1111');

    const [session] = await activeSessions();
    const stranger = await theatre.stack.devSession('ana');
    const refused = await fetch(`${theatre.stack.apiUrl}/paySessions/${session?.paySid}`, {
      headers: { authorization: `Bearer ${stranger}` },
    });
    expect(refused.status).toBe(403);
    await phone.hangUp();
  });
});

async function activeSessions(): Promise<readonly { readonly paySid: string; readonly agent: string }[]> {
  const token = await theatre.stack.devSession('sam', 'supervisor');
  const response = await fetch(`${theatre.stack.apiUrl}/paySessions?state=active`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items } = (await response.json()) as { items: { paySid: string; agent: string }[] };
  expect(items.map(({ agent }) => agent)).toEqual(['ben']);
  return items;
}
