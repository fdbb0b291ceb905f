import { afterAll, beforeAll, it, jest } from '@jest/globals';
import twilio from 'twilio';
import { hearsSound } from './support/audio.ts';
import type { DeskPage } from './support/desk-page.ts';
import type { PhonePage } from './support/phone-page.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

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

it('a call that becomes a conference keeps its sound between a phone page and the Voice SDK', async () => {
  const { simulator } = theatre.stack;
  const { accountSid, authToken } = simulator.account;
  const client = twilio(accountSid, authToken);
  client.api.baseUrl = simulator.url;
  await phone.call();
  await ana.answer();
  await Promise.all([hearsSound(ana.page), hearsSound(phone.page)]);

  const [caller, agent] = simulator.calls.list().map(({ sid }) => sid);
  const twiml = '<Response><Dial><Conference beep="false">room-1</Conference></Dial></Response>';
  await client.calls(`${agent}`).update({ twiml });
  await client.calls(`${caller}`).update({ twiml });
  await phone.says('In a conference of 2');
  await Promise.all([hearsSound(ana.page), hearsSound(phone.page)]);

  const [room] = await client.conferences.list({ friendlyName: 'room-1' });
  const people = client.conferences(`${room?.sid}`).participants;
  await people(`${caller}`).update({ hold: true });
  await phone.page.getByText('Music is playing.').waitFor();
  await fallsSilent(ana);
  await people(`${caller}`).update({ hold: false });
  await hearsSound(ana.page);

  await client.conferences('room-1').participants.create({
    from: simulator.calls.list()[0]?.to ?? '',
    to: await other(),
  });
  await phone.page.getByText('3 people are in this conference. More than two have no sound here.').waitFor();
  await client.conferences(`${room?.sid}`).update({ status: 'completed' });
  await phone.says('Call ended');
  await ana.heading('Waiting for a call').waitFor();
});

/** What was on its way when it began may still arrive. */
async function fallsSilent({ page }: DeskPage): Promise<void> {
  const hears = () =>
    hearsSound(page, 1000).then(
      () => true,
      () => false,
    );
  while (await hears());
}

/** Somebody without a page, who answers. */
async function other(): Promise<string> {
  const number = '+14155550188';
  await fetch(`${theatre.stack.simulator.url}/simulator/customers/${number}`, { method: 'PUT' });
  return number;
}
