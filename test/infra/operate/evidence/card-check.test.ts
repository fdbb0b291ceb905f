import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { filesWithCards } from '#infra/operate/evidence/card-check.ts';

const found = (text: string) => filesWithCards(new Map([['file', text]])).length > 0;

/** Published test numbers, built here so that none stands in a file. */
const VISA = `4${'1'.repeat(15)}`;
const AMEX = ['3782', '822463', '10005'];

describe('the check of evidence for card numbers', () => {
  it.each([
    ['alone', VISA],
    ['in a sentence', `the card ${VISA} was declined`],
    ['in groups', VISA.replace(/(....)/g, '$1 ').trim()],
    ['with dashes', AMEX.join('-')],
    ['in JSON', JSON.stringify({ note: VISA })],
    ['in a cell', `"a","${VISA}","b"`],
    ['in a row of a table', `| payment | ${VISA} |`],
    ['inside a longer run', `99${VISA}77`],
    ['in base64', Buffer.from(`card=${VISA}`).toString('base64')],
    ['where a hash would be, in digits alone', VISA.padEnd(64, '0')],
    ['beside a hash', `${createHash('sha256').update('a').digest('hex')}  ${VISA}`],
    ['where an account would be, and longer than one', `arn:aws:kms:us-east-1:${VISA}:key`],
  ])('finds one %s', (_, text) => {
    expect(found(text)).toBe(true);
  });

  it('takes no hash, id, key or list of numbers for one', () => {
    const hashes = Array.from({ length: 2_000 }, (_, at) => {
      const hash = (algorithm: string) => createHash(algorithm).update(String(at));
      const bytes = hash('sha512').digest();
      const hex = bytes.toString('hex');
      return [
        `${hash('sha256').digest('hex')}  file-${at}`,
        `"content": "${hex}"`,
        `"CachePolicyId": "${[8, 12, 16, 20, 32].map((end, part, ends) => hex.slice(ends[part - 1] ?? 0, end)).join('-')}"`,
        `"AC${hash('md5').digest('hex')}"`,
        bytes.subarray(0, 32).toString('base64'),
        `agent-assist-pay/local+${hex.slice(0, 8)}+${Buffer.concat([Buffer.of(1), bytes.subarray(0, 32)]).toString('base64')}`,
        `— agent-assist-pay/local ${Buffer.concat([bytes, bytes.subarray(0, 4)]).toString('base64')}`,
      ];
    });
    const other = [
      `"arn:aws:kms:us-east-1:411122223333:key/1"`,
      '| attempts: 1,640; signatures: 136; tokens: 719; roles: 17; ownership: 68; bodies: 293 |',
      '2026-11-28T10:46:55.826Z',
      'passed 120, 3 skipped',
    ];
    const wrong = [...hashes.flat(), ...other].filter(found);

    expect(wrong).toEqual([]);
  });

  it('names files and nothing else', () => {
    const files = new Map([
      ['a.csv', 'nothing'],
      ['b.csv', VISA],
    ]);

    expect(filesWithCards(files)).toEqual(['b.csv']);
  });
});
