/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen, within } from '@testing-library/preact';
import { renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

afterEach(cleanup);

const LABELS = {
  en: ['Amount', 'Currency', 'Start payment'],
  es: ['Importe', 'Moneda', 'Iniciar pago'],
} as const;

async function formIn(language: 'en' | 'es') {
  const desk = renderDesk();
  await desk.answerCall();
  await act(() => {
    desk.desk.settings.language.value = language;
  });
  const [amount, currency, start] = LABELS[language];
  desk.api.on('POST /startPaySession', { status: 201, body: paySession() });
  return {
    ...desk,
    type: (text: string) => desk.user.type(screen.getByRole('textbox', { name: amount }), text),
    choose: (code: string) => desk.user.selectOptions(screen.getByRole('combobox', { name: currency }), code),
    start: () => desk.press(start),
    note: () => document.getElementById('amount-note')?.textContent,
    charged: () => desk.api.sentTo('POST /startPaySession').map(({ body }) => body),
  };
}

describe('the amount', () => {
  it.each([
    ['en', '$1,200.00', '= USD 1,200.00'],
    ['en', '1.200,00', '= USD 1,200.00'],
    ['en', '12,50', '= USD 12.50'],
    ['es', '12,50', '= 12,50 USD'],
    ['es', '12.5', '= 12,50 USD'],
    ['es', '1.200', '= 1200,00 USD'],
  ] as const)('is shown back before anything starts (%s, %s)', async (language, typed, shown) => {
    const form = await formIn(language);
    await form.type(typed);
    expect(form.note()).toBe(shown);
    expect(form.charged()).toEqual([]);
  });

  it('goes to the service in its canonical form', async () => {
    const form = await formIn('es');
    await form.type('12,5');
    await form.start();
    expect(form.charged()).toEqual([expect.objectContaining({ chargeAmount: '12.50', currency: 'USD' })]);
  });

  it.each([
    ['en', 'USD', '1.200', ['USD 1,200.00', 'USD 1.20'], 'USD 1.20', '1.20'],
    ['es', 'USD', '1,200', ['1200,00 USD', '1,20 USD'], '1,20 USD', '1.20'],
    ['en', 'KWD', '1.250', ['KWD 1,250.000', 'KWD 1.250'], 'KWD 1.250', '1.250'],
  ] as const)(
    'is asked about when it can mean two things (%s, %s %s)',
    async (language, currency, typed, readings, meant, sent) => {
      const form = await formIn(language);
      await form.choose(currency);
      await form.type(typed);
      await form.start();
      expect(form.charged()).toEqual([]);
      expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true');
      const question = within(screen.getByRole('group', { name: new RegExp(`“${typed}”`) }));
      expect(
        question
          .getAllByRole('button')
          .map((button) => button.textContent)
          .sort(),
      ).toEqual([...readings].sort());

      await form.press(meant);
      expect(form.note()).toBe(`= ${meant}`);
      expect(document.activeElement?.getAttribute('name')).toBe('amount');
      expect(screen.queryByRole('group', { name: new RegExp(typed) })).toBeNull();
      await form.start();
      expect(form.charged()).toEqual([expect.objectContaining({ chargeAmount: sent, currency })]);
    },
  );

  it('is asked about again once it or its currency changes', async () => {
    const form = await formIn('en');
    await form.choose('KWD');
    await form.type('1.250');
    await form.press('KWD 1.250');
    await form.choose('JPY');
    expect(form.note()).toBe('= JPY 1,250');
    await form.choose('KWD');
    expect(screen.getByRole('button', { name: 'KWD 1,250.000' })).toBeTruthy();
  });

  it.each(['12,0', '12.', '12.3456', '€12', '12,00,0', '1e3'])(
    '%s never brings up another amount',
    async (typed) => {
      const form = await formIn('en');
      await form.type(typed);
      await form.start();
      const digits = (text: string) => text.replace(/[^0-9]/g, '').replace(/0+$/, '');
      for (const amount of form.note()?.match(/[0-9][0-9.,]+/g) ?? [])
        expect(digits(amount)).toBe(digits(typed));
    },
  );
});
