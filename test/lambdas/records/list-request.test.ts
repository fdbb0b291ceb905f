import { describe, expect, it } from '@jest/globals';
import { isUserName } from '#lambdas/contract/user-name.ts';
import { readListRequest } from '#lambdas/records/list-request.ts';
import { createRandom } from '#test/prove/random.ts';

/** The ways ISO 8601 writes one moment, to the millisecond, the second, the minute and the day. */
const SPELLINGS: readonly ((time: string) => string)[] = [
  (time) => time,
  (time) => time.replace('Z', '+00:00'),
  (time) => time.replace('Z', '+0000'),
  (time) => time.replace('Z', '-00'),
  (time) => time.replace('.', ','),
  (time) => time.replace('Z', '456789Z'),
  (time) => time.toLowerCase(),
  (time) => time.replace(/[-:]/g, ''),
  (time) => time.replace(/\.\d+/, ''),
  (time) => time.replace(/:\d\d\.\d+/, ''),
  (time) => time.slice(0, 10),
];

describe('names, times, cursors and SIDs', () => {
  it('all pass, of 100,000: SIDs, cursors, names of federated people, and times in every spelling', () => {
    const random = createRandom(11);
    for (let count = 0; count < 25_000; count += 1) {
      const moment = new Date(1_700_000_000_000 + random.int(0, 99_999_999_999));
      const time = moment.toISOString();
      const paySid = `PK${random.hex(16)}`;
      const callSid = `CA${random.hex(16)}`;
      const cursor = Buffer.from(`${time}#${paySid}`).toString('base64url');
      const agent = `Google_${random.digits(21)}`;
      const spelling = SPELLINGS[count % SPELLINGS.length]?.(time) ?? '';
      const asked = { from: spelling, to: '2999-12-31', paySid, callSid, cursor, agent };
      const read = readListRequest(asked);
      expect([read.from, read.paySid, read.callSid, read.cursor, read.agent]).toEqual([
        /[0-9]\.|,/.test(spelling) ? time : expect.stringContaining(time.slice(0, 10)),
        paySid,
        callSid,
        `${time}#${paySid}`,
        agent,
      ]);
    }
  });

  it.each([
    ['2026-02-01T00:30:00+05:30', '2026-01-31T19:00:00.000Z'],
    ['2026-02-01T00:30-08', '2026-02-01T08:30:00.000Z'],
    ['20260201T003000,5Z', '2026-02-01T00:30:00.500Z'],
    ['2026-02-01t00:30:00.123456789z', '2026-02-01T00:30:00.123Z'],
    ['2024-02-29', '2024-02-29'],
    ['20240229', '2024-02-29'],
  ])('reads the time %s as %s', (from, read) => {
    expect(readListRequest({ from }).from).toBe(read);
  });

  it.each(['ana', '1001', 'Google_104111111111111111122', 'ana.o’neil', '安娜', 'a'.repeat(128)])(
    'accepts the name %s',
    (name) => expect(isUserName(name)).toBe(true),
  );

  it('takes the name of an agent in another system, and nothing that looks like one', () => {
    expect(readListRequest({ agent: 'ana via acme' }).agent).toBe('ana via acme');
    for (const agent of [
      'ana via Acme',
      'ana via',
      'via acme',
      'a b via acme',
      '4111111111111111 via acme',
      'ana  via acme',
    ])
      expect(() => readListRequest({ agent })).toThrow();
  });

  it.each(['', 'a b', 'a\u200bb', '\ud800', 'a'.repeat(129), '411111111111', '4111-1111-1111'])(
    'refuses the name %j',
    (name) => expect(isUserName(name)).toBe(false),
  );
});
