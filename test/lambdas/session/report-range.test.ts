import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rangeOf, startOfDay } from '#lambdas/session/report-range.ts';

const HOUR = 60 * 60_000;
const day = (from: string, zone: string) => rangeOf({ from, to: from, zone }, 'UTC');
const lengthOf = ({ from, to }: { from: string; to: string }) => (Date.parse(to) - Date.parse(from)) / HOUR;

describe('the range of a report', () => {
  it.each([
    ['UTC', '2026-11-22', '2026-11-22T00:00', 24],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00', 23],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00', 25],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00', 23],
    ['Asia/Kathmandu', '2026-11-22', '2026-11-21T18:15', 24],
    ['Asia/Kolkata', '2026-11-22', '2026-11-21T18:30', 24],
    ['Pacific/Chatham', '2026-04-05', '2026-04-04T10:15', 25],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00', 24.5],
    ['Pacific/Kiritimati', '2026-11-22', '2026-11-21T10:00', 24],
    ['Pacific/Pago_Pago', '2026-11-22', '2026-11-22T11:00', 24],
    // Clocks go forward at midnight: the day begins at one.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00', 23],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00', 23],
    // Clocks go back at midnight, to a day that was over.
    ['Africa/Cairo', '2026-10-29', '2026-10-28T21:00', 25],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00', 25],
    // Research stations keep the clocks of whoever supplies them.
    ['Antarctica/Troll', '2021-03-28', '2021-03-28T00:00', 22],
    ['Antarctica/Casey', '2020-03-08', '2020-03-07T13:00', 27],
  ])('has the days of %s: %s begins at %s and has %d hours', (zone, date, start, hours) => {
    const range = day(date, zone);
    expect(range.from).toBe(`${start}:00.000Z`);
    expect(lengthOf(range)).toBe(hours);
  });

  it('joins day to day without a gap, on quarters, in every zone', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 3_000 }), (zone, number) => {
        const date = (more: number) =>
          new Date(Date.UTC(2020, 0, 1 + number + more)).toISOString().slice(0, 10);
        const [one, next] = [day(date(0), zone), day(date(1), zone)];
        expect(one.to).toBe(next.from);
        expect(Date.parse(one.from) % (15 * 60_000)).toBe(0);
        expect(Math.abs(lengthOf(one) - 24)).toBeLessThanOrEqual(zone.startsWith('Antarctica/') ? 3 : 1);
        const local = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
        expect(local.format(startOfDay(date(0), zone))).toBe(date(0));
        expect(local.format(startOfDay(date(0), zone) - 1) < date(0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes times as they are, and the zone of the stage where none is asked for', () => {
    expect(rangeOf({ from: '2026-11-22T10:15Z', to: '2026-11-22T12:00+01:00' }, 'Asia/Kathmandu')).toEqual({
      from: '2026-11-22T10:15:00.000Z',
      to: '2026-11-22T11:00:00.000Z',
      zone: 'Asia/Kathmandu',
    });
  });

  it.each([
    ['from', { from: '2026-02-30', to: '2026-03-01' }],
    ['to', { from: '2026-02-01', to: 'tomorrow' }],
    ['from', { from: '2026-03-02', to: '2026-03-01' }],
    ['from', { from: '2026-03-01T10:00Z', to: '2026-03-01T10:00Z' }],
    ['from', { from: '2026-03-01T10:01Z', to: '2026-03-01T11:00Z' }],
    ['to', { from: '2026-03-01T10:00Z', to: '2026-03-01T11:00:01Z' }],
    ['from', { from: '2025-01-01', to: '2026-03-01' }],
    ['from', { from: '1999-12-31', to: '2000-01-01' }],
    ['to', { from: '9999-12-01', to: '9999-12-31' }],
    ['zone', { from: '2026-03-01', to: '2026-03-01', zone: '+05:07' }],
    ['zone', { from: '2026-03-01', to: '2026-03-01', zone: 'Mars/Olympus' }],
  ])('names %s in %j', (field, request) => {
    expect(() => rangeOf(request, 'UTC')).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', field, message: expect.stringContaining(field) }),
    );
  });
});
