import type { DeskPage } from '../journey/support/desk-page.ts';
import type { PhonePage } from '../journey/support/phone-page.ts';
import { openTheatre } from '../journey/support/theatre.ts';
import { gatherCrowd } from './crowd.ts';
import type { Figure } from './figure.ts';
import { happenedAt, noteEvents, paintedAt } from './painted.ts';
import { median, quantile } from './statistics.ts';

const ROUNDS = 5;
/** Fewer than a whole card number has, so that the field stays open. */
const DIGITS_A_ROUND = 12;
const OTHERS = 49;
const PAYMENTS = 20;
/** Buttons that take money ignore presses in their first moment. */
const DEAF_MS = 450;

const FIELDS = [
  ['payment-card-number', 'Card number', '4111111111111111'],
  ['expiration-date', 'Expiration date', '1230'],
  ['security-code', 'Security code', '123'],
  ['postal-code', 'ZIP or postal code', '94105#'],
] as const;

/**
 * What the agent waits for, as the browser paints it: each digit, alone and with 49 other callers who key in too; a
 * field's mask after its last key; the result after the press that takes the money.
 */
export async function measureLatency(): Promise<readonly Figure[]> {
  const theatre = await openTheatre();
  const crowd = new AbortController();
  try {
    const desk = await theatre.openDesk('ana');
    const phone = await theatre.openPhone();
    await phone.call();
    await desk.answer();
    await Promise.all([phone.page.evaluate(noteEvents), desk.page.evaluate(noteEvents)]);
    const masks: number[] = [];
    const results: number[] = [];
    for (let payment = 1; payment <= PAYMENTS; payment += 1) {
      // Another amount each time: the desk asks before it charges the same one again.
      await desk.startCharge({ amount: `${payment}.00` });
      masks.push(...(await measureMasks(desk, phone)));
      results.push(await measureResult(desk, `USD ${payment}.00`));
      await desk.button('New payment').click();
    }
    await desk.startCharge({ amount: '99.00' });
    const alone = await measureDigits(desk, phone);
    const keyingIn = await gatherCrowd(theatre.stack, OTHERS, crowd.signal);
    const crowded = await measureDigits(desk, phone);
    crowd.abort();
    await keyingIn();
    return [
      ...figures('key to painted digit, 1 session', alone, 45),
      ...figures(`key to painted digit, ${OTHERS + 1} sessions`, crowded, 80),
      ...figures('last key to painted mask', masks, 60),
      ...figures('complete to painted result', results, 90),
    ];
  } finally {
    crowd.abort();
    await theatre.close();
  }
}

function figures(what: string, delays: readonly number[], budget: number): readonly Figure[] {
  return [
    { what: `${what}, median`, value: median(delays), unit: 'ms' },
    { what: `${what}, p95`, value: quantile(delays, 0.95), unit: 'ms', budget },
  ];
}

async function measureDigits(desk: DeskPage, phone: PhonePage): Promise<readonly number[]> {
  const delays: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let digits = 1; digits <= DIGITS_A_ROUND; digits += 1) {
      const painted = paintedAt(desk.page, `[data-typed="${digits}"]`);
      await phone.press('4');
      delays.push((await painted) - (await happenedAt(phone.page, 'keydown')));
    }
    await desk.button('Start this field again').click();
    await desk.asks('Card number');
  }
  return delays;
}

async function measureMasks(desk: DeskPage, phone: PhonePage): Promise<readonly number[]> {
  const delays: number[] = [];
  for (const [capture, name, keys] of FIELDS) {
    await desk.asks(name);
    await phone.press(keys.slice(0, -1));
    await desk.page.locator(`[data-typed="${keys.length - 1}"]`).waitFor();
    const painted = paintedAt(desk.page, `.row.accepted #row-${capture}`);
    await phone.press(keys.slice(-1));
    delays.push((await painted) - (await happenedAt(phone.page, 'keydown')));
  }
  return delays;
}

async function measureResult(desk: DeskPage, amount: string): Promise<number> {
  const take = desk.button(`Take ${amount}`);
  await take.waitFor();
  await desk.page.waitForTimeout(DEAF_MS);
  const painted = paintedAt(desk.page, '.result [data-heading]');
  await take.click();
  return (await painted) - (await happenedAt(desk.page, 'click'));
}
