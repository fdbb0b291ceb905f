import { describe, expect, it } from '@jest/globals';
import { draftFrom } from '#web/src/payment/draft.ts';
import { createKeptDraft } from '#web/src/payment/kept-draft.ts';

function tab(texts = new Map<string, string>()) {
  const storage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
  };
  return {
    texts,
    of: (user: string | undefined) => createKeptDraft(storage, () => user),
  };
}
const DRAFT = { ...draftFrom(undefined), amount: '12,50', description: 'Invoice 2041', timeout: 30 };

describe('a kept draft', () => {
  it('returns to the same user on the same call, until it is forgotten', () => {
    const { of, texts } = tab();
    of('ana').keep('CA1', DRAFT);
    expect(of('ana').read('CA1')).toEqual(DRAFT);
    of('ana').forget();
    expect(of('ana').read('CA1')).toBeUndefined();
    expect(texts.size).toBe(0);
  });

  it.each([
    ['another call', 'ana', 'CA2'],
    ['another user', 'ben', 'CA1'],
    ['nobody', undefined, 'CA1'],
  ])('is removed when %s asks', (_, user, callSid) => {
    const { of, texts } = tab();
    of('ana').keep('CA1', DRAFT);
    expect(of(user).read(callSid)).toBeUndefined();
    expect(texts.size).toBe(0);
  });

  it.each(['4111 1111 1111 1111', 'card 4-1-1-1 1111 1111', '٤١١١١١١١١١١١١١١١', '41111111111-1'])(
    'never holds %j, in whichever field',
    (number) => {
      for (const field of ['amount', 'description', 'reference', 'holder'] as const) {
        const { of, texts } = tab();
        of('ana').keep('CA1', { ...DRAFT, [field]: number });
        expect([...texts.values()].join('')).not.toContain(number);
        expect(of('ana').read('CA1')).toEqual({ ...DRAFT, [field]: '' });
      }
    },
  );

  it('is nothing where the storage holds something else', () => {
    expect(
      tab(new Map([['desk.draft', '{half']]))
        .of('ana')
        .read('CA1'),
    ).toBeUndefined();
  });
});
