import { describe, expect, it } from '@jest/globals';
import { checkpointText } from '#lambdas/tlog/checkpoint.ts';
import { checkProof, parseProof, proofText } from '#lambdas/tlog/proof.ts';
import { noteOf } from '#lambdas/tlog/signed-note.ts';
import { LOG_KEY, signText } from '#test/support/log-key.ts';
import { naivePath, naiveRoot } from '#test/support/naive-tree.ts';

const ENTRIES = Array.from({ length: 11 }, (_, at) => Buffer.from(`entry ${at}`));
const noteFor = (size: number) => {
  const text = checkpointText({ origin: LOG_KEY.name, size, root: naiveRoot(ENTRIES.slice(0, size)) });
  return noteOf(text, LOG_KEY, signText(text));
};
const proofOf = (index: number, size: number) => ({
  index,
  entry: ENTRIES[index] as Buffer,
  hashes: naivePath(index, ENTRIES.slice(0, size)),
  checkpoint: noteFor(size),
});
const check = (text: string) => {
  const proof = parseProof(text);
  return proof && checkProof(proof, LOG_KEY);
};

describe('a proof as a file (C2SP tlog-proof)', () => {
  it('has the entry, its place, the hashes and the checkpoint', () => {
    const { checkpoint, hashes } = proofOf(4, 11);
    expect(proofText(proofOf(4, 11))).toBe(
      [
        'c2sp.org/tlog-proof@v1',
        `extra ${Buffer.from('entry 4').toString('base64')}`,
        'index 4',
        ...hashes.map((hash) => hash.toString('base64')),
        '',
        checkpoint,
      ].join('\n'),
    );
  });

  it.each(ENTRIES.map((_, index) => [index]))('is read as it was written, for leaf %i', (index) => {
    for (let size = index + 1; size <= ENTRIES.length; size += 1) {
      const proof = proofOf(index, size);
      expect(parseProof(proofText(proof))).toEqual(proof);
      expect(check(proofText(proof))).toMatchObject({ origin: LOG_KEY.name, size });
    }
  });

  it('does not hold once any bit of it is another', () => {
    const file = Buffer.from(proofText(proofOf(4, 11)));
    const holding = Array.from({ length: file.length * 8 }, (_, bit) => {
      const changed = Buffer.from(file);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return check(changed.toString('utf8')) ? bit : -1;
    }).filter((bit) => bit >= 0);
    expect(holding).toEqual([]);
  });

  const text = proofText(proofOf(4, 11));
  it.each([
    ['nothing', ''],
    ['another version', text.replace('@v1', '@v2')],
    ['no entry', text.replace(/extra .*\n/, '')],
    ['an empty entry', text.replace(/extra .*\n/, 'extra \n')],
    ['an entry that is not base64', text.replace('extra ', 'extra *')],
    ['no place', text.replace('index 4\n', '')],
    ['a place with a leading zero', text.replace('index 4', 'index 04')],
    ['a negative place', text.replace('index 4', 'index -4')],
    ['two places', text.replace('index 4', 'index 4\nindex 4')],
    ['a hash cut short', text.replace(/=\n\n/, '\n\n')],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['no checkpoint', text.slice(0, text.indexOf('\n\n'))],
    ['a line before it', `\n${text}`],
  ])('with %s is none', (_, given) => {
    expect(parseProof(given)).toBeUndefined();
  });

  it.each([
    ['another place', { index: 5 }],
    ['a place that numbers cannot hold', { index: 2 ** 53 }],
    ['another entry', { entry: Buffer.from('entry 5') }],
    ['another size', { checkpoint: noteFor(10) }],
    ['a hash too many', { hashes: [...proofOf(4, 11).hashes, Buffer.alloc(32)] }],
    ['a hash too few', { hashes: proofOf(4, 11).hashes.slice(1) }],
    ['no checkpoint', { checkpoint: '' }],
  ])('with %s proves nothing', (_, changed) => {
    expect(check(proofText({ ...proofOf(4, 11), ...changed }))).toBeUndefined();
  });

  it('proves nothing by another key', () => {
    const other = { ...LOG_KEY, publicKey: Buffer.from(LOG_KEY.publicKey).reverse() };
    expect(checkProof(proofOf(4, 11), other)).toBeUndefined();
  });
});
