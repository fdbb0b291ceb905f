import { openChannel } from './browser.ts';

/** Says `{id, search}` what a link says, and `{took: id}` which tab takes it. */
const NAME = 'desk-link';
const PATIENCE_MS = 500;

/** What an address may say of a payment to come. */
export const LINK_FIELDS = ['reference', 'customer', 'amount', 'currency'] as const;
export type LinkField = (typeof LINK_FIELDS)[number];

/** Whether an address is a link to a payment to come: `/?reference=INV-1&amount=12.00`. */
export function isStartLink({ pathname, search }: Pick<Location, 'pathname' | 'search'>): boolean {
  const query = new URLSearchParams(search);
  return pathname === '/' && LINK_FIELDS.some((field) => query.has(field));
}

/**
 * Gives the link that opened this tab to the tab of this browser that has the phone, where its payment will be. Resolves to
 * whether that tab took it: then there is nothing to do here, not even to sign in.
 */
export function handLink(window: Window & typeof globalThis): Promise<boolean> {
  const channel = isStartLink(window.location) ? openChannel(window, NAME) : undefined;
  if (!channel) return Promise.resolve(false);
  const id = window.crypto.randomUUID();
  return new Promise<boolean>((resolve) => {
    const waiting = window.setTimeout(() => resolve(false), PATIENCE_MS);
    channel.onmessage = ({ data }) => {
      if (data?.took !== id) return;
      window.clearTimeout(waiting);
      resolve(true);
    };
    channel.postMessage({ id, search: window.location.search });
  }).finally(() => channel.close());
}

/** Takes links from other tabs while `isWanted`. */
export function takeLinks(
  window: Window & typeof globalThis,
  isWanted: () => boolean,
  onLink: (search: string) => void,
): void {
  const channel = openChannel(window, NAME);
  if (!channel) return;
  channel.onmessage = ({ data }) => {
    if (typeof data?.search !== 'string' || !isWanted()) return;
    onLink(data.search);
    channel.postMessage({ took: data.id });
  };
}
