import { describe, expect, it } from '@jest/globals';
import {
  type NoteKey,
  noteOf,
  openNote,
  parseVerifierKey,
  rawKeyOf,
  verifierKeyOf,
} from '#lambdas/tlog/signed-note.ts';
import { LOG_KEY, signText } from '#test/support/log-key.ts';

/** Of C2SP signed-note; Go's note package accepts it too. */
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE_LINE =
  '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=';
const EXAMPLE = `This is an example message.\n\n${EXAMPLE_LINE}\n`;

const exampleKey = () => parseVerifierKey(EXAMPLE_KEY) as NoteKey;
const lineOf = (text: string) => noteOf(text, LOG_KEY, signText(text)).split('\n').at(-2) ?? '';

describe('a signed note (C2SP)', () => {
  it('is opened with its verifier key', () => {
    const key = exampleKey();
    expect(key.name).toBe('example.com/foo');
    expect(openNote(EXAMPLE, key)).toBe('This is an example message.\n');
    expect(verifierKeyOf(key)).toBe(EXAMPLE_KEY);
  });

  it('is written as it is read', () => {
    const text = 'one\n\ntwo\n';
    expect(openNote(noteOf(text, LOG_KEY, signText(text)), LOG_KEY)).toBe(text);
    expect(parseVerifierKey(`${verifierKeyOf(LOG_KEY)}\n`)).toEqual(LOG_KEY);
  });

  const unknown = (count: number) =>
    Array.from(
      { length: count },
      (_, at) => `— witness.example/${at} ${Buffer.alloc(68, at).toString('base64')}\n`,
    ).join('');
  it.each([
    ['a line of an unknown key before it', `This is an example message.\n\n${unknown(1)}${EXAMPLE_LINE}\n`],
    ['sixteen lines', `${EXAMPLE}${unknown(15)}`],
    [
      'a line under its name with another id',
      `${EXAMPLE}— example.com/foo ${Buffer.alloc(68, 9).toString('base64')}\n`,
    ],
    ['its own line twice', `${EXAMPLE}${EXAMPLE_LINE}\n`],
  ])('is opened with %s', (_, note) => {
    expect(openNote(note, exampleKey())).toBe('This is an example message.\n');
  });

  const signature = Buffer.from(EXAMPLE_LINE.split(' ')[2] ?? '', 'base64');
  const withSignature = (bytes: Buffer) =>
    EXAMPLE.replace(EXAMPLE_LINE, `— example.com/foo ${bytes.toString('base64')}`);
  const lineOver = (bytes: Buffer) => `— example.com/foo ${bytes.toString('base64')}`;
  const flipped = Buffer.from(signature);
  flipped[30] = (flipped[30] ?? 0) ^ 1;
  it.each([
    ['an empty text', ''],
    ['no signature', 'This is an example message.\n'],
    ['no signature after the empty line', 'This is an example message.\n\n'],
    ['another text', EXAMPLE.replace('example', 'Example')],
    ['more text', `more\n${EXAMPLE}`],
    ['seventeen lines', `${EXAMPLE}${unknown(16)}`],
    ['only lines of unknown keys', `This is an example message.\n\n${unknown(2)}`],
    ['CRLF', EXAMPLE.replaceAll('\n', '\r\n')],
    ['a tab', `\t${EXAMPLE}`],
    ['a NUL', `\u0000${EXAMPLE}`],
    ['DEL', `\u007f${EXAMPLE}`],
    ['no line feed at the end', EXAMPLE.slice(0, -1)],
    ['text after the signatures', `${EXAMPLE}text\n`],
    ['a hyphen for the dash', EXAMPLE.replace('—', '-')],
    ['two blanks', EXAMPLE.replace('foo U', 'foo  U')],
    ['a signature with a bit changed', withSignature(flipped)],
    ['a good line and one that does not fit', `${EXAMPLE}${lineOver(flipped)}\n`],
    ['a signature cut short', withSignature(signature.subarray(0, -1))],
    ['a signature with a byte more', withSignature(Buffer.concat([signature, Buffer.of(0)]))],
    ['an id without signature', withSignature(signature.subarray(0, 4))],
    ['base64 in another form', EXAMPLE.replace('aQM=', 'aQN=')],
    ['base64 without padding', EXAMPLE.replace('aQM=', 'aQM')],
    ['base64url', EXAMPLE.replace('OBH3', 'OBH-')],
    ['an unknown line without base64', `${EXAMPLE}— witness.example/1 ???\n`],
  ])('is not opened with %s', (_, note) => {
    expect(openNote(note, exampleKey())).toBeUndefined();
  });

  it('is not opened with another key, nor under another name', () => {
    expect(openNote(EXAMPLE, LOG_KEY)).toBeUndefined();
    expect(openNote(EXAMPLE, { ...exampleKey(), publicKey: LOG_KEY.publicKey })).toBeUndefined();
    expect(openNote(EXAMPLE, { ...exampleKey(), name: 'example.com/bar' })).toBeUndefined();
  });

  it('signs what is before the last empty line', () => {
    const text = `first\n\n${lineOf('first\n')}\nsecond\n`;
    expect(openNote(`${text}\n${lineOf('first\n')}\n`, LOG_KEY)).toBeUndefined();
    expect(openNote(`${text}\n${lineOf(text)}\n`, LOG_KEY)).toBe(text);
  });
});

describe('a verifier key', () => {
  it.each([
    ['nothing', ''],
    ['no name', EXAMPLE_KEY.replace('example.com/foo', '')],
    ['another name', EXAMPLE_KEY.replace('foo', 'fox')],
    ['another id', EXAMPLE_KEY.replace('530d903a', '530d903b')],
    ['another key', EXAMPLE_KEY.replace('AekyeRrm', 'AekyeRrn')],
    ['another type', EXAMPLE_KEY.replace('+Ae', '+Au')],
    ['a blank', EXAMPLE_KEY.replace('foo', 'f oo')],
    ['more behind it', `${EXAMPLE_KEY}AAAA`],
    ['a second line', `${EXAMPLE_KEY}\n${EXAMPLE_KEY}`],
  ])('with %s is none', (_, text) => {
    expect(parseVerifierKey(text)).toBeUndefined();
  });

  it('is made only of an Ed25519 key', () => {
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), LOG_KEY.publicKey]);
    expect(rawKeyOf(spki)).toEqual(LOG_KEY.publicKey);
    const ed448 = Buffer.from(spki.toString('hex').replace('2b6570', '2b6571'), 'hex');
    for (const other of [ed448, spki.subarray(1), spki.subarray(0, -1), Buffer.of()])
      expect(() => rawKeyOf(other)).toThrow('it is not an Ed25519 key');
  });
});
