import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { handLink, takeLinks } from '#web/src/platform/link-channel.ts';

const opened: BroadcastChannel[] = [];
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close();
});

/** A tab at an address, whose patience ends at once when told so. */
function tab(address: string) {
  const { pathname, search } = new URL(address, 'https://desk.example');
  const waits: (() => void)[] = [];
  const window = {
    location: { pathname, search },
    crypto: globalThis.crypto,
    setTimeout: (run: () => void) => waits.push(run),
    clearTimeout: (wait: number) => void waits.splice(wait - 1, 1),
    BroadcastChannel: class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        opened.push(this);
      }
    },
  };
  return {
    window: window as unknown as Window & typeof globalThis,
    endPatience: () => {
      for (const run of waits) run();
    },
    waits,
  };
}

describe('a link opened in another tab', () => {
  it('is taken by the tab with the phone, and by no other', async () => {
    const taken: string[] = [];
    takeLinks(
      tab('/').window,
      () => true,
      (search) => taken.push(search),
    );
    takeLinks(
      tab('/').window,
      () => false,
      () => taken.push('wrong'),
    );
    const opening = tab('/?reference=INV-1&amount=12.00');
    await expect(handLink(opening.window)).resolves.toBe(true);
    expect(taken).toEqual(['?reference=INV-1&amount=12.00']);
    expect(opening.waits).toEqual([]);
  });

  it('stays with its own tab when no other has the phone', async () => {
    takeLinks(
      tab('/').window,
      () => false,
      () => {},
    );
    const opening = tab('/?amount=12.00');
    const handed = handLink(opening.window);
    opening.endPatience();
    await expect(handed).resolves.toBe(false);
  });

  it.each(['/', '/?x=1', '/payments?reference=INV-1', '/?code=1&state=2'])('is not %s', async (address) => {
    let asked = false;
    takeLinks(
      tab('/').window,
      () => true,
      () => {
        asked = true;
      },
    );
    await expect(handLink(tab(address).window)).resolves.toBe(false);
    expect(asked).toBe(false);
  });

  it.each([null, 'x', {}, { search: 7 }, { took: 'x' }])(
    'may be anything another page says: %j',
    async (said) => {
      const taken: string[] = [];
      takeLinks(
        tab('/').window,
        () => true,
        (search) => taken.push(search),
      );
      const other = new BroadcastChannel('desk-link');
      opened.push(other);
      other.postMessage(said);
      await expect(handLink(tab('/?amount=1').window)).resolves.toBe(true);
      expect(taken).toEqual(['?amount=1']);
    },
  );
});
