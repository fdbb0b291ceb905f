import { describe, expect, it } from '@jest/globals';
import { nextSentence } from '#web/src/payment/say.ts';
import { WORDS } from '#web/src/words/words.ts';
import { paySession, READY } from '../support/sessions.ts';

const options = { words: WORDS.en, sayPound: true } as const;
const say = (session?: Parameters<typeof paySession>[0], more = {}) =>
  nextSentence(session && paySession(session), { ...options, ...more });

describe('nextSentence', () => {
  it('opens the payment, then asks for the field that is next', () => {
    expect(say()).toContain("I can't hear or see the digits");
    expect(say({})).toBe(
      "Please key in your card number, then press pound. Don't press star, that cancels it.",
    );
    expect(say({}, { sayPound: false })).not.toContain('pound');
  });

  it('knows where the security code of an Amex is', () => {
    const capturing = { field: 'security-code', typed: '' } as const;
    expect(say({ capturing })).toContain('three digits on the back');
    expect(say({ capturing, cardType: 'amex' })).toContain('four digits on the front');
  });

  it('asks for the same entry again in a comparison', () => {
    expect(say({ capturing: { field: 'payment-card-number-matcher', typed: '' } })).toContain('once more');
  });

  it('reads the amount in words and the last four one by one before taking', () => {
    expect(say(READY)).toBe("I'm about to charge 12 US dollars to the Visa ending 1 1 1 1. Is that right?");
    expect(say(READY, { words: WORDS.es })).toMatch(/^Voy a cobrar 12 .*1 1 1 1/);
  });

  it('spells a short confirmation and leaves a long one on the screen', () => {
    const end = { state: 'succeeded', outcome: 'charged', required: [], allowed: [] } as const;
    expect(say({ ...end, confirmationCode: 'ch_1' })).toBe('It went through. Your confirmation is C H 1.');
    expect(say({ ...end, confirmationCode: 'ch_ugfrjkrgenwmqebrregerggd' })).toBe('It went through.');
  });

  it('never offers another card while it is unknown whether the first was charged', () => {
    const failed = { state: 'failed', error: { code: '64008', guidance: '' }, allowed: [] } as const;
    expect(say({ ...failed, outcome: 'unknown' })).toContain("let's not pay twice");
    expect(say(failed)).toContain("let's not pay twice");
    const declined = { ...failed, error: { ...failed.error, declined: true } };
    expect(say({ ...declined, outcome: 'notCharged' })).toContain('another card');
  });

  it.each([
    ['en', 'credit-card', 'Do you have another card?'],
    ['en', 'ach-debit', 'Do you have another account, or a card?'],
    ['es', 'credit-card', '¿Tiene otra tarjeta?'],
    ['es', 'ach-debit', '¿Tiene otra cuenta, o una tarjeta?'],
  ] as const)('has something to say after a refusal (%s, %s)', (language, paymentMethod, offer) => {
    const refused = { state: 'failed', outcome: 'notCharged', allowed: [], paymentMethod } as const;
    for (const error of [
      { code: '64008', guidance: '', declined: true },
      { code: 'payment-connector-error', guidance: '', declined: true },
      { code: '64010', guidance: '' },
      { code: '64012', guidance: '' },
    ]) {
      const said = say({ ...refused, error }, { words: WORDS[language] });
      expect([error.code, said]).toEqual([error.code, expect.stringContaining(offer)]);
    }
  });

  it('says that a cancelled payment charged nothing only when that is known', () => {
    expect(say({ state: 'cancelled', outcome: 'notCharged' })).toBe(
      "I've cancelled it. Nothing was charged.",
    );
    expect(say({ state: 'cancelled', outcome: 'unknown' })).not.toMatch(/nothing was charged/i);
  });
});
