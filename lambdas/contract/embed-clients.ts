import { CLIENT_NAME } from './user-name.ts';

/** A system that may ask for grants, and the pages in which it may show the panel. */
export interface EmbedClient {
  /** A short name: records say "ana via acme". */
  readonly name: string;
  /** Origins of pages that embed the panel with this client's grants. */
  readonly origins: readonly string[];
}

/** Completes "EMBED_CLIENTS must be …". */
export const EMBED_CLIENTS_RULE =
  'names with the https origins of their pages, such as acme=https://crm.example.com|https://help.example.com,other=https://other.example';
/** Completes "EMBED_ORIGINS must be …". */
export const EMBED_ORIGINS_RULE = 'https origins, such as https://crm.example.com,https://help.example.com';

/** Each has a sign-in of its own in the stack, which may have 500 resources. */
export const MOST_CLIENTS = 10;

/** Reads `EMBED_CLIENTS`; undefined when something in it is wrong. */
export function parseEmbedClients(text: string): readonly EmbedClient[] | undefined {
  const clients = partsOf(text, ',').map((written): EmbedClient | undefined => {
    const [name = '', origins = '', ...more] = written.split('=');
    const pages = partsOf(origins, '|');
    const isRight =
      CLIENT_NAME.test(name) && more.length === 0 && pages.length > 0 && pages.every(isEmbedOrigin);
    return isRight ? { name, origins: pages } : undefined;
  });
  const names = new Set(clients.map((client) => client?.name));
  if (names.has(undefined) || names.size !== clients.length || names.size > MOST_CLIENTS) return undefined;
  return clients as readonly EmbedClient[];
}

/** Reads `EMBED_ORIGINS`; undefined when something in it is wrong. */
export function parseEmbedOrigins(text: string): readonly string[] | undefined {
  const origins = partsOf(text, ',');
  return origins.every(isEmbedOrigin) ? origins : undefined;
}

/**
 * Every origin in whose pages the panel may stand: those of the clients, and pages around those pages, because a browser
 * checks each one that surrounds a frame.
 */
export function framingOrigins(
  clients: readonly EmbedClient[],
  around: readonly string[],
): readonly string[] {
  return [...new Set([...clients.flatMap(({ origins }) => origins), ...around])].sort();
}

/** Clients by the id with which their sign-in names them: `acme=1h57kf5cpq17m0eml12EXAMPLE`. */
export function parseClientIds(text: string): ReadonlyMap<string, string> {
  return new Map(
    partsOf(text, ',').map((pair) => {
      const [name = '', id = ''] = pair.split('=');
      return [id, name];
    }),
  );
}

/** An origin exactly as browsers write it: https, or this machine itself. */
export function isEmbedOrigin(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return false;
  }
  const isHere = url.protocol === 'http:' && /^(?:127\.0\.0\.1|localhost)$/.test(url.hostname);
  return url.origin === text && (url.protocol === 'https:' || isHere) && !text.includes('*');
}

function partsOf(text: string, separator: string): readonly string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean);
}
