import { describe, expect, it } from '@jest/globals';
import { isoMilliseconds, isoSeconds, rfc2822 } from '#simulator/http/dates.ts';

const DATE = new Date('2026-01-05T09:08:07.006Z');

describe('dates', () => {
  it.each([
    ['of the 2010 API', rfc2822(DATE), 'Mon, 05 Jan 2026 09:08:07 +0000'],
    ['of the v1 APIs', isoSeconds(DATE), '2026-01-05T09:08:07Z'],
    ['of Payments callbacks', isoMilliseconds(DATE), '2026-01-05T09:08:07.006Z'],
  ])('%s', (_, text, expected) => {
    expect(text).toBe(expected);
  });
});
