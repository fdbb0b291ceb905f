import { describe, expect, it } from '@jest/globals';
import { checkpointText, openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { noteOf } from '#lambdas/tlog/signed-note.ts';
import { LOG_KEY, signText } from '#test/support/log-key.ts';

const ROOT = Buffer.alloc(32, 0xa5);
const ROOT_TEXT = ROOT.toString('base64');
const signed = (text: string) => noteOf(text, LOG_KEY, signText(text));
const textWith = (size: string, root = ROOT_TEXT, origin = LOG_KEY.name) => `${origin}\n${size}\n${root}\n`;

describe('a checkpoint (C2SP tlog-checkpoint)', () => {
  it.each([0, 1, 1_000, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER])(
    'of %i leaves is read as it was signed',
    (size) => {
      const checkpoint = { origin: LOG_KEY.name, size, root: ROOT };
      expect(checkpointText(checkpoint)).toBe(textWith(String(size)));
      expect(openCheckpoint(signed(checkpointText(checkpoint)), LOG_KEY)).toEqual(checkpoint);
    },
  );

  it('may have lines that we do not know', () => {
    const text = `${textWith('7')}extension\nanother 1\n`;
    expect(openCheckpoint(signed(text), LOG_KEY)?.size).toBe(7);
  });

  it('may be signed by others too', () => {
    const witness = `— witness.example ${Buffer.alloc(76, 1).toString('base64')}\n`;
    expect(openCheckpoint(signed(textWith('7')) + witness, LOG_KEY)?.size).toBe(7);
  });

  it.each([
    ['a leading zero', textWith('07')],
    ['no size', textWith('')],
    ['a negative size', textWith('-1')],
    ['a signed size', textWith('+7')],
    ['a broken size', textWith('7.0')],
    ['an exponent', textWith('7e1')],
    ['a blank before the size', textWith(' 7')],
    ['digits of another script', textWith('７')],
    ['a size that numbers cannot hold', textWith('9007199254740993')],
    ['the origin of another log', textWith('7', ROOT_TEXT, 'agent-assist-pay/other')],
    ['no origin', textWith('7', ROOT_TEXT, '')],
    ['an origin in two lines', textWith('7', ROOT_TEXT, `a\n${LOG_KEY.name}`)],
    ['a root of 31 bytes', textWith('7', Buffer.alloc(31).toString('base64'))],
    ['a root of 33 bytes', textWith('7', Buffer.alloc(33).toString('base64'))],
    ['a root in hex', textWith('7', ROOT.toString('hex'))],
    ['a root without line feed of its own', `${LOG_KEY.name}\n7\n${ROOT_TEXT} \n`],
    ['no root', `${LOG_KEY.name}\n7\n`],
  ])('with %s is none, although signed', (_, text) => {
    expect(openCheckpoint(signed(text), LOG_KEY)).toBeUndefined();
  });

  it('that the key did not sign is none', () => {
    const note = signed(textWith('7'));
    expect(openCheckpoint(note.replace('\n7\n', '\n8\n'), LOG_KEY)).toBeUndefined();
    expect(openCheckpoint(note.replaceAll('\n', '\r\n'), LOG_KEY)).toBeUndefined();
    expect(openCheckpoint(textWith('7'), LOG_KEY)).toBeUndefined();
    const other = { ...LOG_KEY, publicKey: Buffer.alloc(32, 1) };
    expect(openCheckpoint(noteOf(textWith('7'), other, signText(textWith('7'))), other)).toBeUndefined();
  });
});
