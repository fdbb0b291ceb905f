import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { hearsSound } from './support/audio.ts';
import type { DeskPage } from './support/desk-page.ts';
import type { PhonePage } from './support/phone-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';
import { keyInCard, keyInRest } from './support/walk-frames.ts';

/** Published test cards; the second fails its check digit. */
const CARD = '4111111111111111';
const WRONG_CARD = '4111111111111112';

// Generous: these machines are shared, and every wait inside has its own shorter limit.
jest.setTimeout(120_000);

let theatre: Theatre;
let desk: DeskPage;
let phone: PhonePage;

beforeAll(async () => {
  theatre = await openTheatre();
  [desk, phone] = await Promise.all([theatre.openDesk('ana'), theatre.openPhone()]);
});

afterAll(() => theatre.close());

beforeEach(async () => {
  await phone.call();
  await desk.answer();
});

afterEach(async () => {
  await phone.hangUp();
  await desk.heading('Waiting for a call').waitFor();
});

describe('a payment in two browser pages', () => {
  it('is taken from ringing to confirmation, with sound both ways and never a clear digit', async () => {
    await Promise.all([hearsSound(desk.page), hearsSound(phone.page)]);

    await desk.startCharge({ amount: '12.00' });
    await phone.press('41111111');
    await desk.shows(/8 digits/);
    await phone.press('11111111');
    await desk.shows('Visa ending 1111');
    await keyInRest(desk, phone);
    expect(await desk.page.content()).not.toContain(CARD);

    await desk.take('USD 12.00');
    await desk.shows(/ch_/);
    expect(theatre.complaints).toEqual([]);
  });

  it('asks again after a wrong digit', async () => {
    await desk.startCharge({ amount: '20.00' });
    await phone.press(`${WRONG_CARD}#`);
    await desk.shows('The card number fails its check.');

    await desk.button('Ask again').click();
    await keyInCard(desk, phone);
    await desk.take('USD 20.00');
  });

  it('says what to do when the card is declined, and takes another one', async () => {
    await desk.startCharge({ amount: '20.01' });
    await keyInCard(desk, phone);
    await desk.take('USD 20.01', /not taken/i);

    await desk.button(/another card/i).click();
    await desk.startCharge({ amount: '21.00' });
    await keyInCard(desk, phone, '5555555555554444');
    await desk.take('USD 21.00');
  });

  it('is cancelled without charging', async () => {
    await desk.startCharge({ amount: '22.00' });
    await phone.press('4111');
    await desk.shows(/4 digits/);
    await desk.button('Cancel payment').click();
    await desk.shows(/nothing was charged/i);
  });

  it('is taken twice in one call', async () => {
    await desk.startCharge({ amount: '30.00' });
    await keyInCard(desk, phone);
    await desk.take('USD 30.00');

    await desk.button('New payment').click();
    await desk.startCharge({ amount: '31.00' });
    await keyInCard(desk, phone, '5555555555554444');
    await desk.take('USD 31.00');
  });
});
