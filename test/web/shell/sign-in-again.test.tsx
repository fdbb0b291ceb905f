/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, screen } from '@testing-library/preact';
import { fakeClock } from '../support/fake-clock.ts';
import { openTab } from '../support/fake-sign-in.ts';
import { renderDesk } from '../support/render-desk.tsx';
import { paySession } from '../support/sessions.ts';

afterEach(cleanup);

describe('an ended sign-in', () => {
  const asked = async (desk: ReturnType<typeof renderDesk>) => {
    const seen: boolean[] = [];
    desk.auth.signInAgain = async (mayLeave) => void seen.push(mayLeave);
    await act(() => {
      desk.auth.ended.value = true;
    });
    await desk.press('Sign in again');
    return seen;
  };

  it('may open in the page while nothing would be lost', async () => {
    const desk = renderDesk();
    await desk.goOnline();
    expect(await asked(desk)).toEqual([true]);
  });

  it('may not during a call', async () => {
    const desk = renderDesk();
    await desk.answerCall();
    expect(await asked(desk)).toEqual([false]);
  });

  it('may not while a payment is open after the call', async () => {
    const desk = renderDesk();
    const call = await desk.answerCall();
    await desk.startPayment(paySession({ state: 'submitting' }));
    await act(() => void call.emit('disconnect'));
    expect(await asked(desk)).toEqual([false]);
  });

  it('may not while somebody has written something', async () => {
    const desk = renderDesk();
    const note = document.createElement('textarea');
    note.value = 'The processor says';
    document.body.append(note);
    expect(await asked(desk)).toEqual([false]);
  });
});

describe('the window for signing in again', () => {
  const original = { open: window.open, channel: window.BroadcastChannel };
  beforeEach(() => {
    window.open = () => null;
    window.BroadcastChannel = class {
      close() {}
      addEventListener() {}
      removeEventListener() {}
      postMessage() {}
    } as unknown as typeof BroadcastChannel;
  });
  afterEach(() => {
    window.open = original.open;
    window.BroadcastChannel = original.channel;
  });

  const blocked = async (mayLeave: boolean) => {
    const { auth, manager } = await openTab({ clock: fakeClock(), channel: undefined, seconds: 600 });
    const redirects: unknown[] = [];
    manager.signinRedirect = async (options) => void redirects.push(options?.state);
    await auth.signInAgain(mayLeave);
    return { auth, redirects };
  };

  it('that is blocked gives way to the sign-in in the page, which returns here', async () => {
    const { auth, redirects } = await blocked(true);
    expect(redirects).toEqual(['/']);
    expect(auth.problem.value).toBeUndefined();
  });

  it('that is blocked is said where leaving would lose something', async () => {
    const { auth, redirects } = await blocked(false);
    expect(redirects).toEqual([]);
    expect(auth.problem.value).toBe('blocked');
  });

  it.each([
    ['blocked', /Allow pop-ups for this site/],
    ['otherPerson', /Somebody else signed in/],
    [undefined, /Your sign-in has ended. Sign in again.$/],
  ] as const)(
    'that did not work says why, and nothing of a call where there is none: %s',
    async (problem, text) => {
      const desk = renderDesk();
      await act(() => {
        desk.auth.ended.value = true;
        desk.auth.problem.value = problem;
      });
      expect(screen.getByText(text, { selector: '.banner *' })).toBeTruthy();
    },
  );
});

describe('what the window for signing in again brings', () => {
  /** A page of ana's whose window is open, with the channels it opened and where it goes. */
  const waiting = async (mayLeave: boolean) => {
    const opened: string[] = [];
    const left: string[] = [];
    class Channel {
      onmessage?: (event: { data: string }) => void;
      constructor(name: string) {
        channels.set(name, this);
      }
      close() {}
      addEventListener() {}
    }
    const channels = new Map<string, Channel>();
    const own: Record<string | symbol, unknown> = {
      BroadcastChannel: Channel,
      open: (address: string) => opened.push(address),
      location: { origin: '', pathname: '/', search: '', assign: (place: string) => left.push(place) },
      addEventListener() {},
    };
    const page = new Proxy(window, { get: (target, key) => own[key] ?? Reflect.get(target, key) });
    const { auth, manager } = await openTab({
      clock: fakeClock(),
      channel: undefined,
      seconds: 600,
      window: page,
    });
    auth.markEnded();
    const done = auth.signInAgain(mayLeave);
    const id = new URLSearchParams(opened[0]?.slice(2)).get('sign-in-window');
    const bring = async (name: string) => {
      const kept = JSON.parse((await manager.getUser())?.toStorageString() ?? '');
      const claims = Buffer.from(JSON.stringify({ username: name })).toString('base64url');
      const data = JSON.stringify({ ...kept, access_token: `e30.${claims}.x` });
      channels.get(`desk-sign-in.${id}`)?.onmessage?.({ data });
      await done;
    };
    const kept = async () => JSON.stringify(await manager.getUser());
    return { auth, left, bring, kept, channels, id };
  };

  it('is taken from that window alone, and continues with the same person', async () => {
    const { auth, left, bring, channels, id } = await waiting(true);
    expect(id).toMatch(/^[a-z0-9]{6,}$/);
    expect([...channels.keys()].filter((name) => name.startsWith('desk-sign-in'))).toEqual([
      `desk-sign-in.${id}`,
    ]);
    await bring('ana');
    expect(auth.ended.value).toBe(false);
    expect(left).toEqual([]);
  });

  it('is a new page for somebody else, who sees nothing of the person before', async () => {
    const { auth, left, bring } = await waiting(true);
    await bring('ben');
    expect(left).toEqual(['/']);
    expect(auth.user.value?.username).toBe('ana');
  });

  it('is not taken from somebody else during a call', async () => {
    const { auth, left, bring, kept } = await waiting(false);
    const before = await kept();
    await bring('ben');
    expect(left).toEqual([]);
    expect(auth.ended.value).toBe(true);
    expect(auth.problem.value).toBe('otherPerson');
    expect(await kept()).toBe(before);
  });
});

describe('a sign-in that cannot be renewed yet', () => {
  it('is one calm line, and no button', async () => {
    const desk = renderDesk();
    await act(() => {
      desk.auth.renewing.value = true;
    });
    const line = screen.getByText(
      'The sign-in service does not respond. The desk keeps trying; you stay signed in.',
    );
    expect(line.closest('.banner')?.querySelector('button')).toBeNull();
    expect(screen.queryByText(/Your sign-in has ended/)).toBeNull();
  });
});
