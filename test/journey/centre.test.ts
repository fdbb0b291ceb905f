import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeskPage } from './support/desk-page.ts';
import type { PhonePage } from './support/phone-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

const CUSTOMER = '+12025550173';

let theatre: Theatre;
let ana: DeskPage;
let ben: DeskPage;
let phones: readonly PhonePage[];

beforeAll(async () => {
  theatre = await openTheatre({
    rules: {
      RING_AT_ONCE: '1',
      RING_SECONDS: '5',
      QUEUE_LIMIT: undefined,
      QUEUE_SECONDS: undefined,
      OPEN_HOURS: undefined,
      TIME_ZONE: undefined,
      REPORT_ZONE: undefined,
      OUTBOUND: 'on',
      OUTBOUND_COUNTRIES: 'US',
    },
  });
  ana = await theatre.openDesk('ana');
  ben = await theatre.openDesk('ben');
  phones = await Promise.all([theatre.openPhone(), theatre.openPhone(), theatre.openPhone()]);
}, 180_000);
afterAll(() => theatre.close());

const [one, two, three] = [0, 1, 2].map((index) => () => phones[index] as PhonePage) as [
  () => PhonePage,
  () => PhonePage,
  () => PhonePage,
];

/** Hangs up wherever a call is up, until both desks wait for the next one. */
async function clear(): Promise<void> {
  for (const phone of phones) {
    const button = phone.page.getByRole('button', { name: 'Hang up', exact: true });
    if (await button.isVisible()) await button.click();
  }
  for (const desk of [ana, ben]) {
    await desk.button('Mute').waitFor({ state: 'hidden' });
    const done = desk.button('Done');
    if (await done.isVisible()) await done.click();
    await desk.heading('Waiting for a call').waitFor();
  }
}

describe('a small call centre', () => {
  it('rings two agents for two callers, has the third wait, and answers all in order', async () => {
    await one().call();
    await Promise.race([ana, ben].map((desk) => desk.button(/^Answer/).waitFor()));
    await two().call();
    await Promise.all([ana.answer(), ben.answer()]);
    await Promise.all([one().says('Connected'), two().says('Connected')]);

    await three().call();
    await three().says(/Waiting, place 1 of 1/);
    await ana.page.getByText(/1 waiting, longest/).waitFor({ timeout: 70_000 });
    await one().hangUp();
    await Promise.race([ana, ben].map((desk) => desk.button(/^Answer/).waitFor()));
    const free = (await ana.button(/^Answer/).isVisible()) ? ana : ben;
    await free.answer();
    await three().says('Connected');
    await clear();
  }, 150_000);

  it('tells a caller whom both decline, and rings when one takes calls again', async () => {
    await one().call();
    for (let decline = 0; decline < 4; decline += 1) {
      const ringing = await Promise.race(
        [ana, ben].map(async (desk) => {
          await desk.button('Decline').waitFor();
          return desk;
        }),
      );
      await ringing.press('Decline', ringing.heading(/Waiting for a call|Calls are paused/));
    }
    await one().says(/Waiting, place 1/);
    await one()
      .page.getByText(/Nobody could answer just now/)
      .waitFor();
    await Promise.all([ana, ben].map((desk) => desk.shows(/You missed two calls/)));

    await ben.button('Take calls').click();
    await ben.answer();
    await one().says('Connected');
    await one().hangUp();
    await ana.button('Take calls').click();
    await clear();
  }, 150_000);

  it('calls a customer and takes a payment on their leg', async () => {
    const { url } = theatre.stack.simulator;
    await fetch(`${url}/simulator/customers/${CUSTOMER}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    await ana.page.getByRole('textbox', { name: 'Call a customer' }).fill('(202) 555-0173');
    await ana.button('Call').click();
    await ana.button('Mute').waitFor();
    await ana.startCharge({ amount: '12.00' });
    const calls = theatre.stack.simulator.calls.list();
    const leg = calls.findLast(({ to, status }) => to === CUSTOMER && status === 'in-progress');
    const key = async (digits: string) => {
      await fetch(`${url}/simulator/calls/${leg?.sid}/digits`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ digits: `${digits}#` }),
      });
    };
    await key('4111111111111111');
    await ana.shows('Visa ending 1111');
    for (const [field, digits] of [
      ['Expiration date', '1230'],
      ['Security code', '123'],
      ['ZIP or postal code', '94110'],
    ] as const) {
      await ana.asks(field);
      await key(digits);
    }
    await ana.take('USD 12.00');
    await ana.button('Hang up').click();
    await clear();
    // The customer may be heard before Twilio's report that they answered has arrived; the desk asks until it has.
    const early = /status of 404 .*\/calls\/CA[0-9a-f]{32}$/;
    expect(theatre.complaints.filter((text) => !early.test(text))).toEqual([]);
  }, 150_000);

  it('reaches the other agent when the browser that rings is gone', async () => {
    // Ana has waited for longer, and would be rung first.
    await ana.button('Pause calls').click();
    await one().call();
    await ben.button(/^Answer/).waitFor();
    await ben.page.context().close();
    await ana.button('Take calls').click();
    await ana.answer();
    await one().says('Connected');
    await one().hangUp();
  }, 150_000);
});
