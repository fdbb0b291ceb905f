import { describe, expect, it } from '@jest/globals';
import { readMinor } from '#web/src/settlement/read-amount.ts';
import { readMoment } from '#web/src/settlement/read-moment.ts';

const iso = (text: string, zone = 'UTC', order: 'ymd' | 'dmy' | 'mdy' = 'ymd') => {
  const span = readMoment(text, { zone, order });
  const show = (time: number) => new Date(time).toISOString().slice(0, 19);
  return span && (span.from === span.to ? show(span.from) : `${show(span.from)} ${show(span.to)}`);
};

describe('a time in a file', () => {
  it.each([
    ['2026-11-22 14:05:00', 'UTC', '2026-11-22T14:05:00'],
    ['2026-11-22T14:05:00.123Z', 'Europe/Berlin', '2026-11-22T14:05:00'],
    ['2026/11/22 14:05:00 -0800', 'UTC', '2026-11-22T22:05:00'],
    ['2026-11-22 14:05', 'America/New_York', '2026-11-22T19:05:00'],
    ['2026-07-01 00:30:00', 'Europe/Amsterdam', '2026-06-30T22:30:00'],
    // Clocks go back at 03:00: the hour comes twice, and the first counts.
    ['2026-10-25 02:30:00', 'Europe/Amsterdam', '2026-10-25T00:30:00'],
    ['2026-10-25 03:30:00', 'Europe/Amsterdam', '2026-10-25T02:30:00'],
    ['2026-11-01 01:30:00', 'America/Los_Angeles', '2026-11-01T08:30:00'],
    ['2026-03-29 03:30:00', 'Europe/Amsterdam', '2026-03-29T01:30:00'],
    // Days of 25 and of 23 hours.
    ['2026-10-25', 'Europe/Amsterdam', '2026-10-24T22:00:00 2026-10-25T23:00:00'],
    ['2026-03-29', 'Europe/Amsterdam', '2026-03-28T23:00:00 2026-03-29T22:00:00'],
    ['31/02/2026', 'UTC', undefined],
    ['2026-13-01', 'UTC', undefined],
    ['yesterday', 'UTC', undefined],
    ['', 'UTC', undefined],
  ])('%s in %s', (text, zone, expected) => {
    expect(iso(text, zone)).toBe(expected);
  });

  it('has its day or its month first, as the mapping says', () => {
    expect(iso('03/04/26 1:05 PM', 'UTC', 'dmy')).toBe('2026-04-03T13:05:00');
    expect(iso('03/04/2026 12:05 am', 'UTC', 'mdy')).toBe('2026-03-04T00:05:00');
  });
});

describe('an amount in a file', () => {
  it.each([
    ['12.50', 'USD', 'point', 1250],
    ['-12.5', 'USD', 'point', -1250],
    ['(12.50)', 'USD', 'point', -1250],
    ['12.50-', 'USD', 'point', -1250],
    ['1,234.50', 'USD', 'point', 123450],
    ['1.234,50', 'EUR', 'comma', 123450],
    ['1 234,5', 'EUR', 'comma', 123450],
    ["1'234.50", 'CHF', 'point', 123450],
    ['500', 'JPY', 'point', 500],
    ['1.234', 'BHD', 'point', 1234],
    ['1250', 'USD', 'minor', 1250],
    ['12.50', 'USD', 'minor', undefined],
    ['12.505', 'USD', 'point', undefined],
    ['1,23.50', 'USD', 'point', undefined],
    ['12,50', 'USD', 'point', undefined],
    ['5.5', 'JPY', 'point', undefined],
    ['1e3', 'USD', 'point', undefined],
    ['', 'USD', 'point', undefined],
  ] as const)('%s %s by %s', (text, currency, decimals, minor) => {
    expect(readMinor(text, currency, decimals)).toBe(minor);
  });
});
