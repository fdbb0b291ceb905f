import type { Handler } from './api-host/api-host.ts';

/** Returns the `handler` of a file under `lambdas/`. */
export type LoadHandler = (entry: string) => Promise<Handler>;

const imported = new Map<string, Promise<Handler>>();

/** Imports each entry once, at its first use or when loaded in advance; after a failure, again. */
export const importHandler: LoadHandler = (entry) => {
  const known = imported.get(entry);
  if (known) return known;
  const handler = import(entryUrl(entry)).then((module) => handlerOf(entry, module));
  imported.set(entry, handler);
  handler.catch(() => imported.delete(entry));
  return handler;
};

/** The address of an entry. */
function entryUrl(entry: string): string {
  return new URL(`../lambdas/${entry}`, import.meta.url).href;
}

/** Picks the handler out of an imported entry. */
export function handlerOf(entry: string, module: unknown): Handler {
  const { handler } = module as { handler?: unknown };
  if (typeof handler !== 'function')
    throw new TypeError(`Failed to load lambdas/${entry}: it exports no handler`);
  return handler as Handler;
}
