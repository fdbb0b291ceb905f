import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forget, newest } from '#web/src/payment/newest.ts';
import { paySession, READY } from '../support/sessions.ts';

describe('newest', () => {
  it('ignores an older version', () => {
    const shown = paySession({ version: 5 });
    expect(newest(shown, paySession({ version: 4, state: 'failed' }))).toBe(shown);
  });

  it('ignores an older time at the same version', () => {
    const shown = paySession({ version: 5, updatedAt: '2026-11-22T14:05:09.000Z' });
    expect(newest(shown, paySession({ version: 5, updatedAt: '2026-11-22T14:05:08.999Z' }))).toBe(shown);
  });

  it('ignores another session, however new (B6)', () => {
    const shown = paySession({ version: 1 });
    expect(newest(shown, paySession({ version: 99, paySid: 'PK33333333333333333333333333333333' }))).toBe(
      shown,
    );
  });

  it('ends at the newest state in whatever order states arrive', () => {
    const states = fc.uniqueArray(fc.integer({ min: 2, max: 50 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(states, (versions) => {
        const end = versions.map((version) => paySession({ version })).reduce(newest, paySession());
        expect(end.version).toBe(Math.max(...versions));
      }),
    );
  });

  it('keeps a clear expiry when a later state only has a run of x', () => {
    const shown = paySession({ ...READY, version: 5 });
    const later = paySession({
      ...READY,
      version: 6,
      captured: { ...READY.captured, 'expiration-date': 'xxxx' },
    });
    expect(newest(shown, later).captured['expiration-date']).toBe('1228');
  });

  it('does not keep an expiry that was asked for again', () => {
    const asked = forget(paySession({ ...READY, version: 5 }), 'expiration-date');
    const later = paySession({
      ...READY,
      version: 7,
      captured: { ...READY.captured, 'expiration-date': 'xxxx' },
    });
    expect(newest(asked, later).captured['expiration-date']).toBe('xxxx');
  });

  it('does not keep an expiry past the end of the session', () => {
    const shown = paySession({ ...READY, version: 5 });
    const end = paySession({ version: 6, state: 'succeeded', captured: { 'expiration-date': 'xxxx' } });
    expect(newest(shown, end).captured['expiration-date']).toBe('xxxx');
  });
});
