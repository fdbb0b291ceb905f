import type { DeskPage } from './desk-page.ts';
import type { PhonePage } from './phone-page.ts';
import type { Theatre } from './theatre.ts';

/** Published test cards; the second fails its check digit. */
const CARD = '4111111111111111';
const WRONG_CARD = '4111111111111112';

/** Every state of the desk an agent meets, in the order of the walk. */
export type Frame =
  | 'signed-out'
  | 'get-ready'
  | 'waiting'
  | 'paused'
  | 'ringing'
  | 'in-call'
  | 'options'
  | 'bank'
  | 'save'
  | 'large-amount'
  | 'started'
  | 'asking'
  | 'typing'
  | 'field-error'
  | 'three-misses'
  | 'ready'
  | 'submitting'
  | 'succeeded'
  | 'second-payment'
  | 'declined'
  | 'same-amount'
  | 'hang-up-dialog'
  | 'unknown-result'
  | 'unknown-question'
  | 'cancelled'
  | 'call-ended'
  | 'keys'
  | 'settings';

export interface Stage {
  readonly desk: DeskPage;
  readonly phone: PhonePage;
}

/**
 * Takes a desk through every state, by keyboard, and stops at each for `visit`: one walk for the accessibility rules
 * and for the pictures in the documentation.
 */
export async function walkFrames(
  theatre: Theatre,
  visit: (frame: Frame, stage: Stage) => Promise<void>,
): Promise<void> {
  const desk = await theatre.openPage();
  const phone = await theatre.openPhone();
  const stop = (frame: Frame) => visit(frame, { desk, phone });

  await beforeTheCall(desk, stop);
  await phone.call();
  await desk.button(/^Answer/).waitFor();
  await stop('ringing');
  await desk.answer();
  await theForm(desk, stop);
  // Several times longer than a visit takes, and within the ten seconds Twilio gives a processor.
  theatre.stack.simulator.faults.set({ connector: { delayMilliseconds: 4_000 } });
  await theFirstPayment(desk, phone, stop);
  theatre.stack.simulator.faults.clear();
  await furtherPayments(desk, phone, stop);
  await phone.hangUp();
  await desk.button('Done').waitFor();
  await stop('call-ended');
  await desk.button('Done').press('Enter');
  await desk.button('Keyboard shortcuts').press('Enter');
  await stop('keys');
  await desk.button('Close').last().press('Enter');
  await desk.page.getByRole('link', { name: 'Settings' }).press('Enter');
  await stop('settings');
}

type Stop = (frame: Frame) => Promise<void>;

async function beforeTheCall(desk: DeskPage, stop: Stop): Promise<void> {
  await desk.button('Sign in').waitFor();
  await stop('signed-out');
  await desk.signIn('ana');
  await stop('get-ready');
  await desk.goOnline();
  await stop('waiting');
  await desk.button('Pause calls').press('Enter');
  await desk.heading('Calls are paused').waitFor();
  await stop('paused');
  await desk.button('Take calls').press('Enter');
  await desk.heading('Waiting for a call').waitFor();
}

async function theForm(desk: DeskPage, stop: Stop): Promise<void> {
  await desk.heading('Take a payment').waitFor();
  await stop('in-call');
  await desk.page.getByText('Options', { exact: true }).press('Enter');
  await stop('options');
  await desk.page.getByText('Options', { exact: true }).press('Enter');
  await desk.page.getByLabel('Bank account (ACH)').press('Space');
  await stop('bank');
  await desk.page.getByLabel('Card', { exact: true }).press('Space');
  await desk.page.getByLabel('Save for later, charge nothing').press('Space');
  await stop('save');
  await desk.page.getByLabel('Charge', { exact: true }).press('Space');
  await desk.fillAmount('1250.00');
  await desk.button(/^Start payment/).press('Enter');
  await desk.button('Change amount').waitFor();
  await stop('large-amount');
  await desk.button('Change amount').press('Enter');
}

async function theFirstPayment(desk: DeskPage, phone: PhonePage, stop: Stop): Promise<void> {
  await desk.fillAmount('12.00');
  await desk.button(/^Start payment/).press('Enter');
  await desk.button('Ask').waitFor();
  await stop('started');
  await desk.button('Ask').press('Enter');
  await desk.asks('Card number');
  await stop('asking');
  await phone.press('41111111');
  await desk.shows(/8 digits/);
  await stop('typing');
  await desk.button('Start this field again').press('Enter');
  for (const [attempt, frame] of [[1, 'field-error'], [2], [3, 'three-misses']] as const) {
    if (attempt > 1) await desk.button('Ask again').press('Enter');
    await desk.asks('Card number');
    await phone.press(`${WRONG_CARD}#`);
    await desk.shows('The card number fails its check.');
    if (frame) await stop(frame);
  }
  await desk.button('Ask again').press('Enter');
  await keyInCard(desk, phone);
  await desk.button('Take USD 12.00').waitFor();
  await stop('ready');
  await desk.take('USD 12.00', undefined, () => stop('submitting'));
  await stop('succeeded');
}

async function furtherPayments(desk: DeskPage, phone: PhonePage, stop: Stop): Promise<void> {
  await desk.button('New payment').press('Enter');
  await stop('second-payment');
  await desk.startCharge({ amount: '20.01' });
  await keyInCard(desk, phone);
  await desk.take('USD 20.01', /not taken/i);
  await stop('declined');
  await desk.button(/another card/i).press('Enter');
  await desk.fillAmount('12.00');
  await desk.button(/^Start payment/).press('Enter');
  await desk.button('Change amount').waitFor();
  await stop('same-amount');
  await desk.button('Change amount').press('Enter');

  await desk.startCharge({ amount: '20.10' });
  await desk.button('Hang up').press('Enter');
  await desk.button('Stay on the call').waitFor();
  await stop('hang-up-dialog');
  await desk.button('Stay on the call').press('Enter');
  await keyInCard(desk, phone);
  await desk.take('USD 20.10', 'Result not known');
  await stop('unknown-result');
  await desk.button('New payment').press('Enter');
  await desk.fillAmount('22.00');
  await desk.button(/^Start payment/).press('Enter');
  await desk.button('Change amount').waitFor();
  await stop('unknown-question');
  await desk.press('Charge USD 22.00 anyway', desk.button('Ask'));
  await desk.button('Ask').press('Enter');
  await desk.asks('Card number');
  await desk.button('Cancel payment').press('Enter');
  await desk.heading('Cancelled').waitFor();
  await stop('cancelled');
}

/** Keys in everything a card payment asks for. */
export async function keyInCard(desk: DeskPage, phone: PhonePage, card = CARD): Promise<void> {
  await desk.asks('Card number');
  await phone.press(`${card}#`);
  await keyInRest(desk, phone, card.startsWith('3') ? '1234' : '123');
}

/** Keys in what is asked for after the card number. */
export async function keyInRest(desk: DeskPage, phone: PhonePage, securityCode = '123'): Promise<void> {
  await desk.asks('Expiration date');
  await phone.press('1230');
  await desk.asks('Security code');
  await phone.press(securityCode);
  await desk.asks('ZIP or postal code');
  await phone.press('94111#');
}
