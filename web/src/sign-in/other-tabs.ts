import { User } from 'oidc-client-ts';
import type { Clock } from '#web/src/platform/clock.ts';

/** The channel between the desk's tabs, as the browser provides it. */
export type TabChannel = Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'removeEventListener'>;

/** Another tab's response to a request for a newer token. */
export type Handed = User | 'later' | undefined;

export interface OtherTabs {
  /** Asks the tab whose link opened this one for its access token. Undefined when none did. */
  begin(place: string): Promise<User | undefined>;
  /** Asks for a newer token of the same person: `later` when a tab of theirs cannot renew now, undefined when none has one. */
  again(sub: string): Promise<Handed>;
  /** Says that this person has signed out. */
  signedOut(sub: string): void;
}

export interface OtherTabsOptions {
  readonly window: Pick<Window, 'addEventListener' | 'location'>;
  readonly channel: TabChannel | undefined;
  readonly clock: Clock;
  readonly current: () => Promise<User | null>;
  /** The sign-in with some time left, after a renewal if need be. */
  readonly renewed: () => Promise<Handed>;
  readonly onSignedOut: (sub: string) => void;
}

type Message =
  | { readonly kind: 'begin'; readonly id: string; readonly place: string }
  | { readonly kind: 'again'; readonly id: string; readonly sub: string }
  | { readonly kind: 'give'; readonly id: string; readonly user?: string }
  | { readonly kind: 'out'; readonly sub: string };

/** Long enough for a page to load. */
const GRANT_MS = 30_000;
/** A tab responds in a few milliseconds; a page without a sign-in waits this long before it offers one. */
const BEGIN_MS = 400;
/** The other tab may have to renew first. One that takes longer is asked again. */
const AGAIN_MS = 4_000;

/**
 * Lets a tab opened from this one, by Ctrl-click, middle click or the menu of a link, begin signed in: it gets the
 * access token, once, over a channel that only pages of this origin can open, and never the refresh token
 * (docs/decisions/0017). When that token ends, it asks again.
 */
export function joinTabs(options: OtherTabsOptions): OtherTabs {
  const { window, channel, clock, current, renewed, onSignedOut } = options;
  let grants: readonly { readonly place: string; readonly until: number }[] = [];
  const say = (message: Message) => channel?.postMessage(message);

  const grant = (event: Event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.origin !== window.location.origin || !opensTab(event as MouseEvent)) return;
    grants = [...grants, { place: link.pathname + link.search, until: clock.now() + GRANT_MS }];
  };
  for (const event of ['click', 'auxclick', 'contextmenu'])
    window.addEventListener(event, grant, { capture: true });

  const responses: { readonly [Kind in Message['kind']]?: (message: Message & { kind: Kind }) => unknown } = {
    async begin({ id, place }) {
      grants = grants.filter(({ until }) => until > clock.now());
      const found = grants.find((granted) => granted.place === place);
      grants = grants.filter((granted) => granted !== found);
      const user = found && (await current());
      if (user && !user.expired) say({ kind: 'give', id, user: withoutRefreshToken(user) });
    },
    async again({ id, sub }) {
      const user = await current();
      if (!user?.refresh_token || user.profile.sub !== sub) return;
      const fresh = await renewed();
      if (fresh)
        say({ kind: 'give', id, ...(fresh === 'later' ? {} : { user: withoutRefreshToken(fresh) }) });
    },
    out: ({ sub }) => onSignedOut(sub),
  };
  channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    (responses[data.kind] as ((message: Message) => unknown) | undefined)?.(data);
  });

  const ask = (message: Message & { id: string }, waitMs: number) =>
    new Promise<Handed>((resolve) => {
      const end = (found: Handed) => {
        stopWaiting();
        channel?.removeEventListener('message', listen);
        resolve(found);
      };
      const listen = ({ data }: MessageEvent<Message>) => {
        if (data.kind !== 'give' || data.id !== message.id) return;
        end(data.user === undefined ? 'later' : User.fromStorageString(data.user));
      };
      const stopWaiting = clock.after(waitMs, () => end(undefined));
      channel?.addEventListener('message', listen);
      say(message);
    });

  return {
    async begin(place) {
      if (!channel) return undefined;
      const found = await ask({ kind: 'begin', id: randomId(), place }, BEGIN_MS);
      return found === 'later' ? undefined : found;
    },
    again: async (sub) => (channel ? ask({ kind: 'again', id: randomId(), sub }, AGAIN_MS) : undefined),
    signedOut: (sub) => say({ kind: 'out', sub }),
  };
}

function opensTab({ type, button, ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  if (type === 'contextmenu') return true;
  return button === 1 || (button === 0 && (ctrlKey || metaKey || shiftKey));
}

function withoutRefreshToken(user: User): string {
  return JSON.stringify({ ...JSON.parse(user.toStorageString()), refresh_token: undefined });
}

/** Tells requests apart; it proves nothing. */
function randomId(): string {
  return Math.random().toString(36).slice(2);
}
