import { describe, expect, it } from '@jest/globals';
import { moneyClaim } from '#web/src/payment/money-claim.ts';
import { nextSentence } from '#web/src/payment/say.ts';
import { WORDS } from '#web/src/words/words.ts';
import { paySession, READY } from '../support/sessions.ts';

const options = { words: WORDS.en, language: 'en', sayPound: true } as const;
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

  it('knows where an Amex has its security code', () => {
    const capturing = { field: 'security-code', typed: '' } as const;
    expect(say({ capturing })).toContain('three digits on the back');
    expect(say({ capturing, cardType: 'amex' })).toContain('four digits on the front');
  });

  it('asks for the same again in a comparison', () => {
    expect(say({ capturing: { field: 'payment-card-number-matcher', typed: '' } })).toContain('once more');
  });

  it('reads the amount in words and the last four one by one before taking', () => {
    expect(say(READY)).toBe("I'm about to charge 12 US dollars to the Visa ending 1 1 1 1. Is that right?");
    expect(say(READY, { words: WORDS.es, language: 'es' })).toMatch(/^Voy a cobrar 12 .*1 1 1 1/);
  });

  it('spells a short confirmation and leaves a long one on the screen', () => {
    const end = { state: 'succeeded', required: [], allowed: [] } as const;
    expect(say({ ...end, confirmationCode: 'ch_1' })).toBe('It went through. Your confirmation is C H 1.');
    expect(say({ ...end, confirmationCode: 'ch_ugfrjkrgenwmqebrregerggd' })).toBe('It went through.');
  });

  it('never offers another card while nobody knows whether the first was charged', () => {
    const failed = { state: 'failed', error: { code: '64008', guidance: '' }, allowed: [] } as const;
    expect(say(failed, { submitted: true })).toContain("let's not pay twice");
    expect(say({ ...failed, error: { ...failed.error, declined: true } }, { submitted: true })).toContain(
      'another card',
    );
  });
});

describe('moneyClaim', () => {
  it.each([
    [{ state: 'succeeded' }, true, 'charged'],
    [{ state: 'succeeded', chargeAmount: undefined }, true, 'saved'],
    [{ state: 'failed', result: 'caller-hung-up' }, false, 'nothing'],
    [{ state: 'failed', result: 'caller-hung-up' }, true, 'unknown'],
    [{ state: 'cancelled', result: 'transaction-cancelled' }, true, 'nothing'],
    [{ state: 'failed', error: { code: '64012', guidance: '' } }, true, 'nothing'],
    [{ state: 'failed', error: { code: '64008', guidance: '' } }, true, 'unknown'],
    [{ state: 'failed', error: { code: '64008', guidance: '', declined: true } }, true, 'nothing'],
    [{ state: 'failed', error: { code: 'result-unknown', guidance: '' } }, true, 'unknown'],
  ] as const)('of %j, submitted %s, is %s', (session, submitted, claim) => {
    const { chargeAmount, ...rest } = paySession(session as Parameters<typeof paySession>[0]);
    expect(moneyClaim(chargeAmount === undefined ? rest : { ...rest, chargeAmount }, submitted)).toBe(claim);
  });
});
