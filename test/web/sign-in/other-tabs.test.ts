/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fakeClock } from '../support/fake-clock.ts';
import { type FakeSignIn, fakeSignIn, openTab, pass, tabStorage, wait } from '../support/fake-sign-in.ts';
import { fakeTabs } from '../support/fake-tabs.ts';

let service: FakeSignIn;
const original = globalThis.fetch;
beforeEach(() => {
  service = fakeSignIn();
  globalThis.fetch = service.fetch;
});
afterEach(() => {
  globalThis.fetch = original;
  document.body.replaceChildren();
  window.history.replaceState(null, '', '/');
});

const PLACE = '/payments/PK22222222222222222222222222222222';

/** A browser with one signed-in tab that shows a link to a record. */
async function browser() {
  const clock = fakeClock();
  const tabs = fakeTabs();
  const first = await openTab({ clock, channel: tabs.join(), seconds: 600 });
  const link = document.createElement('a');
  link.href = PLACE;
  link.addEventListener('click', (event) => event.preventDefault());
  document.body.append(link);
  return {
    clock,
    tabs,
    first,
    use: (type: string, how: MouseEventInit) =>
      link.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, ...how })),
    /** The tab that the browser opens at an address. */
    async open(address = PLACE, seconds?: number) {
      window.history.replaceState(null, '', address);
      const storage = tabStorage();
      const opened = await openTab({
        clock,
        channel: tabs.join(),
        storage,
        ...(seconds === undefined ? {} : { seconds }),
      });
      window.history.replaceState(null, '', '/');
      return opened;
    },
  };
}

describe('a tab opened from a link of the desk', () => {
  it.each([
    ['Ctrl-click', 'click', { ctrlKey: true }],
    ['Cmd-click', 'click', { metaKey: true }],
    ['Shift-click', 'click', { shiftKey: true }],
    ['a middle click', 'auxclick', { button: 1 }],
    ['the menu of the link', 'contextmenu', { button: 2 }],
  ])('by %s begins signed in as the same person', async (_, type, how) => {
    const { use, open } = await browser();
    use(type, how);
    const { auth } = await open();
    expect(auth.user.value).toEqual({ username: 'ana', roles: ['agent'] });
    expect(await auth.accessToken()).toBeDefined();
  });

  it('gets no refresh token: nothing on the channel and nothing in its storage has one', async () => {
    const { use, open, tabs } = await browser();
    use('click', { ctrlKey: true });
    const { manager } = await open();
    expect((await manager.getUser())?.refresh_token).toBeUndefined();
    expect(JSON.stringify(tabs.said)).not.toContain('refresh-token-1');
    expect({ ...window.localStorage }).toEqual({});
  });

  it.each([
    ['by an ordinary click', 'click', {}, PLACE, 0],
    ['at another address', 'click', { ctrlKey: true }, '/payments', 0],
    ['half a minute later', 'click', { ctrlKey: true }, PLACE, 30_000],
    ['by nothing at all', 'keydown', {}, PLACE, 0],
  ])('%s begins with the sign-in, as a tab of its own', async (_, type, how, address, laterMs) => {
    const { use, open, clock } = await browser();
    use(type, how);
    await clock.advance(laterMs);
    expect((await open(address)).auth.user.value).toBeUndefined();
  });

  it('is one tab: a second one needs a second click', async () => {
    const { use, open } = await browser();
    use('click', { ctrlKey: true });
    await open();
    expect((await open()).auth.user.value).toBeUndefined();
    use('click', { ctrlKey: true });
    use('click', { ctrlKey: true });
    expect((await open()).auth.user.value).toBeDefined();
    expect((await open()).auth.user.value).toBeDefined();
  });

  it('gets a newer token from its opener, which renews first when its own is short', async () => {
    const { use, open, first } = await browser();
    use('click', { ctrlKey: true });
    const { auth, manager } = await open();
    const kept = await first.manager.getUser();
    if (kept) await first.manager.storeUser(Object.assign(kept, { expires_in: 60 }));
    expect(await auth.renew()).toBe(true);
    expect(service.asked()).toBe(1);
    expect((await manager.getUser())?.refresh_token).toBeUndefined();
    expect((await manager.getUser())?.expires_in).toBeGreaterThan(800);
  });

  it('keeps trying while its opener cannot reach the sign-in service', async () => {
    const { use, open, first } = await browser();
    use('click', { ctrlKey: true });
    const { auth } = await open();
    const kept = await first.manager.getUser();
    if (kept) await first.manager.storeUser(Object.assign(kept, { expires_in: 60 }));
    service.reply = 'no response';
    await expect(auth.renew()).rejects.toMatchObject({ code: 'SIGN_IN_WAITING' });
    expect([auth.renewing.value, auth.ended.value]).toEqual([true, false]);
  });

  it('whose opener is gone ends with its token', async () => {
    const { use, open, first, clock } = await browser();
    use('click', { ctrlKey: true });
    const { auth, manager } = await open();
    await first.manager.removeUser();
    const renewing = auth.renew().catch(() => 'later');
    await wait();
    await clock.advance(4_000);
    expect(await renewing).toBe('later');
    const kept = await manager.getUser();
    if (kept) await manager.storeUser(Object.assign(kept, { expires_in: -1 }));
    await pass(clock, 2);
    expect(auth.ended.value).toBe(true);
  });

  it('is signed out with its opener, and a tab with a sign-in of its own is not', async () => {
    const { use, open, first } = await browser();
    use('click', { ctrlKey: true });
    const handed = await open();
    const own = await open('/', 600);
    void first.auth.signOut().catch(() => undefined);
    await wait();
    expect([handed.auth.ended.value, own.auth.ended.value]).toEqual([true, false]);
    expect(await handed.auth.accessToken()).toBeUndefined();
  });
});
