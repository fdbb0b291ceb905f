import { describe, expect, it } from '@jest/globals';
import { readAddress, writeAddress } from '#simulator/console/page/address.ts';

describe('the address', () => {
  it('says what is listed and what is open, and reads back the same', () => {
    const address = {
      view: 'requests',
      kinds: ['voice', 'payment'],
      call: `CA${'1'.repeat(32)}`,
      problem: true,
      text: 'a&b=c#d ü',
      after: '7',
      id: '12',
    } as const;
    const written = writeAddress(address);
    expect(written).toMatch(/^#\/requests\?kind=voice,payment&call=CA1+&problem=true&text=/);
    expect(readAddress(written)).toEqual(address);
    expect(writeAddress(readAddress('#/settings'))).toBe('#/settings');
  });

  it.each(['', '#', '#/', '#/nowhere?id=x&after=-1&problem=maybe', '#requests'])(
    'lists all requests for %j',
    (hash) => {
      expect(readAddress(hash)).toEqual({ view: 'requests', kinds: [], problem: false, text: '' });
    },
  );
});
