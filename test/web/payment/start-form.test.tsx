/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, screen } from '@testing-library/preact';
import { refusal } from '../support/fake-api.ts';
import { deskInPayment, renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

afterEach(cleanup);

describe('starting a payment', () => {
  it('names the bad field, focuses it and sends nothing', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    await desk.press('Start payment');
    const amount = screen.getByRole('textbox', { name: 'Amount' });
    expect(document.activeElement).toBe(amount);
    expect(amount.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('Enter an amount.')).toBeTruthy();
    expect(desk.api.sentTo('POST /startPaySession')).toEqual([]);
  });

  it('uses the caller’s leg, not its own', async () => {
    const desk = await deskInPayment();
    expect(desk.api.sentTo('POST /startPaySession')[0]?.body).toMatchObject({
      callSid: 'CA11111111111111111111111111111111',
      chargeAmount: '12.00',
    });
  });

  it('asks to confirm a large amount, where the button was, and returns to the amount', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    const amount = screen.getByRole('textbox', { name: 'Amount' });
    await desk.user.type(amount, '1250.00');
    await desk.press('Start payment');
    expect(document.activeElement?.textContent).toBe('USD 1,250.00 is above USD 1,000.00. Is that right?');
    expect(screen.getByText('1,250 US dollars')).toBeTruthy();
    await desk.press('Change amount');
    expect(document.activeElement).toBe(amount);
    expect(desk.api.sentTo('POST /startPaySession')).toEqual([]);

    desk.api.on('POST /startPaySession', { status: 201, body: paySession() });
    await desk.press('Start payment');
    await desk.advance(500);
    await desk.press('Yes, start USD 1,250.00');
    expect(desk.api.sentTo('POST /startPaySession')).toHaveLength(1);
  });

  it('asks before charging when an earlier payment may have been charged, and names that one to the service', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    const unknown = { ...paySession(), paySid: `PK${'9'.repeat(32)}`, chargeAmount: '88.50' };
    desk.api.on('POST /startPaySession', refusal(409, { code: 'UNKNOWN_RESULT', unknown }));
    desk.api.on('GET /paySessions', { body: { items: [] } });
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await desk.press('Start payment');
    expect(document.activeElement?.textContent).toMatch(
      /^USD 88\.50 from .+ may have been charged: its result is not known\..+Charge USD 12\.00 anyway\?$/,
    );
    expect(screen.queryByText(/req-7f3a/)).toBeNull();

    desk.api.on('POST /startPaySession', { status: 201, body: paySession() });
    await desk.advance(500);
    await desk.press('Charge USD 12.00 anyway');
    expect(desk.api.sentTo('POST /startPaySession').map(({ body }) => body)).toEqual([
      expect.not.objectContaining({ acknowledgeUnknown: expect.anything() }),
      expect.objectContaining({ chargeAmount: '12.00', acknowledgeUnknown: [unknown.paySid] }),
    ]);
  });

  it('asks about one earlier payment after the other, until all are named', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    const newer = { ...paySession(), paySid: `PK${'8'.repeat(32)}`, chargeAmount: '8.00' };
    const older = { ...paySession(), paySid: `PK${'9'.repeat(32)}`, chargeAmount: '9.00' };
    desk.api.on('GET /paySessions', { body: { items: [] } });
    desk.api.on('POST /startPaySession', refusal(409, { code: 'UNKNOWN_RESULT', unknown: newer }));
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await desk.press('Start payment');
    expect(document.activeElement?.textContent).toMatch(/^USD 8\.00 from .+ may have been charged/);

    desk.api.on('POST /startPaySession', refusal(409, { code: 'UNKNOWN_RESULT', unknown: older }));
    await desk.advance(500);
    await desk.press('Charge USD 12.00 anyway');
    expect(document.activeElement?.textContent).toMatch(/^USD 9\.00 from .+ may have been charged/);
    await desk.press('Charge USD 12.00 anyway');
    expect(desk.api.sentTo('POST /startPaySession')).toHaveLength(2);

    desk.api.on('POST /startPaySession', { status: 201, body: paySession() });
    await desk.advance(500);
    await desk.press('Charge USD 12.00 anyway');
    expect(desk.api.sentTo('POST /startPaySession').map(({ body }) => body)).toEqual([
      expect.not.objectContaining({ acknowledgeUnknown: expect.anything() }),
      expect.objectContaining({ acknowledgeUnknown: [newer.paySid] }),
      expect.objectContaining({ acknowledgeUnknown: [newer.paySid, older.paySid] }),
    ]);
  });

  it('charges nothing when the agent decides against it', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.api.on('POST /startPaySession', refusal(409, { code: 'UNKNOWN_RESULT', unknown: paySession() }));
    desk.api.on('GET /paySessions', { body: { items: [] } });
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '12.00');
    await desk.press('Start payment');
    await desk.press('Change amount');
    expect(screen.queryByText(/may have been charged/)).toBeNull();
    expect(screen.getByRole('button', { name: /^Start payment/ })).toBeTruthy();
    expect(desk.api.sentTo('POST /startPaySession')).toHaveLength(1);
  });

  it('asks nothing once the agent turned the limit off', async () => {
    const desk = renderDesk();
    desk.desk.settings.confirmAbove.value = 0;
    await desk.answerCall();
    desk.api.on('POST /startPaySession', { status: 201, body: paySession() });
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '1250.00');
    await desk.press('Start payment');
    expect(screen.getByRole('button', { name: 'Ask' })).toBeTruthy();
  });

  it('finds the payment that is already open when the service says so', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.api.on('POST /startPaySession', refusal(409));
    desk.api.on('POST /paySessions/search', { body: { items: [paySession({ version: 4 })] } });
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '5.00');
    await desk.press('Start payment');
    expect(screen.getByRole('button', { name: 'Ask' })).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'USD 12.00 by card' })).toBeTruthy();
  });

  it.each([
    ['description', 'CARD_DIGITS', /Description/, /looks like a card or account number/],
    ['reference', 'SECRET_DIGITS', /Reference/, /digits beside a word/],
    ['chargeAmount', 'INVALID_REQUEST', 'Amount', /missing or wrong/],
  ])('marks the field that the service refused: %s, %s', async (field, code, label, words) => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.api.on('POST /startPaySession', refusal(400, { code, field }));
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '5.00');
    await desk.press('Start payment');
    const control = screen.getByRole('textbox', { name: label });
    expect(control.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(control);
    const note = document.getElementById(control.getAttribute('aria-describedby') ?? '');
    expect(note?.textContent).toMatch(words);
    expect(screen.getByText(/req-7f3a/)).toBeTruthy();
    await desk.user.type(control, '1');
    expect(control.getAttribute('aria-invalid')).not.toBe('true');
  });

  it('marks the account holder when the service or Twilio asks for it, in the page’s language', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.desk.settings.language.value = 'es';
    desk.api.on('POST /startPaySession', refusal(502, { code: 'TWILIO_REFUSED', twilioCode: 64014 }));
    await desk.user.click(await screen.findByLabelText('Cuenta bancaria (ACH)'));
    await desk.user.type(screen.getByRole('textbox', { name: 'Importe' }), '5.00');
    const holder = document.querySelector<HTMLInputElement>('[name=holder]') as HTMLInputElement;
    await desk.user.type(holder, 'Ada');
    await desk.press(/^Iniciar/);
    expect(holder.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(holder);
    expect(screen.getByText(/titular/, { selector: '.problem' })).toBeTruthy();
  });

  it('shows the words for Twilio’s code with the request id, and works on the next try (B9)', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    desk.api.on('POST /startPaySession', refusal(502, { twilioCode: 64011 }));
    await desk.user.type(screen.getByRole('textbox', { name: 'Amount' }), '5.00');
    await desk.press('Start payment');
    expect(screen.getByText(/does not take this currency/)).toBeTruthy();
    expect(screen.getByText(/req-7f3a/)).toBeTruthy();
    desk.api.on('POST /startPaySession', { status: 201, body: paySession() });
    await desk.press('Start payment');
    expect(screen.queryByText(/does not take this currency/)).toBeNull();
    expect(screen.getByRole('button', { name: 'Ask' })).toBeTruthy();
  });
});
