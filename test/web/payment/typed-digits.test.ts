import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PaySession, TypedDigits } from '#lambdas/contract/desk-api.ts';
import { CAPTURES } from '#lambdas/contract/fields.ts';
import { digitsFor, readDigits, supersedes, withField } from '#web/src/payment/typed-digits.ts';
import { PAY_SID, paySession, typedDigits } from '../support/sessions.ts';

const CARD = 'payment-card-number';
const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 14, 5, second)).toISOString();
const asking = (field: PaySession['required'][number]) =>
  paySession({ state: 'capturing', capturing: { field, typed: '' } });

describe('readDigits', () => {
  it('reads digits of the session, also none so far', () => {
    expect(readDigits(typedDigits(), PAY_SID)).toEqual(typedDigits());
    expect(readDigits(typedDigits({ typed: '' }), PAY_SID)?.typed).toBe('');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'xxxx'],
    ['a session', paySession()],
    ['digits of another session', typedDigits({ paySid: 'PK33333333333333333333333333333333' })],
    ['a field nobody knows', { ...typedDigits(), field: 'pin' }],
    ['digits in clear', typedDigits({ typed: '4111' })],
    ['a number of digits', { ...typedDigits(), typed: 4 }],
    ['more digits than anything has', typedDigits({ typed: 'x'.repeat(65) })],
    ['a time in another form', typedDigits({ at: '22 Nov 2026 14:05:04 GMT' })],
    ['no time', { ...typedDigits(), at: undefined }],
  ])('ignores %s', (_, data) => {
    expect(readDigits(data, PAY_SID)).toBeUndefined();
  });
});

describe('supersedes', () => {
  it.each<[string, Partial<TypedDigits>, boolean]>([
    ['newer and fewer', { at: at(5), typed: 'x' }, true],
    ['older and more', { at: at(3), typed: 'xxxxx' }, false],
    ['of the same moment and more', { typed: 'xxxxx' }, true],
    ['of the same moment and fewer', { typed: 'xxx' }, false],
    ['the same', {}, false],
    ['of the same moment and another field', { field: 'expiration-date', typed: 'x' }, true],
  ])('digits that are %s: %#', (_, digits, expected) => {
    expect(supersedes(typedDigits(digits), typedDigits({ at: at(4) }))).toBe(expected);
  });

  it('ends at the newest digits of a field in whatever order they arrive', () => {
    const reports = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 5 }), count: fc.integer({ min: 0, max: 16 }) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(reports, (all) => {
        const end = all
          .map((report) => typedDigits({ at: at(report.at), typed: 'x'.repeat(report.count) }))
          .reduce((shown, digits) => (supersedes(digits, shown) ? digits : shown));
        const newest = Math.max(...all.map((report) => report.at));
        const most = Math.max(...all.filter((report) => report.at === newest).map(({ count }) => count));
        expect([end.at, end.typed.length]).toEqual([at(newest), most]);
      }),
    );
  });
});

describe('digitsFor', () => {
  it.each<[string, PaySession, Partial<TypedDigits>, TypedDigits | undefined, boolean]>([
    ['of the field being asked for', asking(CARD), {}, undefined, true],
    ['of another field', asking('expiration-date'), {}, undefined, false],
    ['of a missing field while none is asked for', paySession(), {}, undefined, true],
    ['of an accepted field', paySession({ required: ['expiration-date'] }), {}, undefined, false],
    ['while the payment is submitted', { ...asking(CARD), state: 'submitting' }, {}, undefined, false],
    ['after the end', { ...asking(CARD), state: 'failed' }, {}, undefined, false],
    [
      'newer than the field’s outcome',
      { ...asking(CARD), outcomeTimes: { [CARD]: at(3) } },
      {},
      undefined,
      true,
    ],
    [
      'as old as the field’s outcome',
      { ...asking(CARD), outcomeTimes: { [CARD]: at(4) } },
      {},
      undefined,
      false,
    ],
    [
      'of the moment of another outcome',
      { ...asking(CARD), outcomeTimes: { 'postal-code': at(4) } },
      {},
      undefined,
      true,
    ],
    [
      'from before another outcome',
      { ...asking(CARD), outcomeTimes: { 'postal-code': at(5) } },
      {},
      undefined,
      false,
    ],
    ['of the attempt before', asking(CARD), {}, typedDigits(), false],
    ['of the new attempt', asking(CARD), { typed: 'x', at: at(5) }, typedDigits(), true],
    ['of another session', asking(CARD), { paySid: 'PK3' }, undefined, false],
  ])('digits %s: %#', (_, session, digits, before, expected) => {
    expect(digitsFor(session, typedDigits({ at: at(4), ...digits }), before) !== undefined).toBe(expected);
  });

  it('never shows digits of another session, another field or before an outcome', () => {
    const capture = fc.constantFrom(...CAPTURES);
    const time = fc.integer({ min: 0, max: 9 }).map(at);
    const session = fc.record({
      state: fc.constantFrom('started', 'capturing', 'ready', 'submitting', 'succeeded', 'unknown'),
      required: fc.uniqueArray(capture),
      capturing: fc.option(fc.record({ field: capture, typed: fc.constant('') }), { nil: undefined }),
      outcomeTimes: fc.dictionary(capture, time),
    });
    const digits = fc.record({
      paySid: fc.constantFrom(PAY_SID, 'PK33333333333333333333333333333333'),
      field: capture,
      typed: fc.integer({ min: 0, max: 16 }).map((count) => 'x'.repeat(count)),
      at: time,
    });
    fc.assert(
      fc.property(session, digits, fc.option(digits, { nil: undefined }), (state, typed, before) => {
        const shown = digitsFor({ ...paySession(), ...state } as PaySession, typed, before);
        if (!shown) return;
        expect(shown.paySid).toBe(PAY_SID);
        expect(['started', 'capturing', 'ready']).toContain(state.state);
        expect(state.capturing ? [state.capturing.field] : state.required).toContain(shown.field);
        for (const outcome of Object.values(state.outcomeTimes)) expect(shown.at >= outcome).toBe(true);
        expect(shown.at > (state.outcomeTimes[shown.field] ?? '')).toBe(true);
        if (before) expect(shown.at >= before.at).toBe(true);
      }),
    );
  });
});

describe('withField', () => {
  it('shows a started session as capturing once digits come in', () => {
    expect(withField(paySession(), CARD)).toMatchObject({ state: 'capturing', capturing: { field: CARD } });
    expect(withField(asking('security-code'), CARD)).toEqual(asking('security-code'));
    expect(withField(paySession(), undefined)).toEqual(paySession());
  });
});
