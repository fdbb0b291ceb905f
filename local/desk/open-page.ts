import type { Server } from 'node:http';
import { importHandler } from '../load-handlers.ts';
import { ensurePage } from './build-page.ts';
import { injectShim } from './inject-shim.ts';
import type { Page } from './page.ts';
import { createStaticPage } from './static-page.ts';

/** Opens the page: built (rebuilt first if stale), built elsewhere, or straight from its sources. */
export async function openPage(
  server: Server,
  { dev, pageDirectory }: { readonly dev?: boolean; readonly pageDirectory?: string | Promise<string> },
): Promise<Page> {
  // Loading Vite takes half a second, which only `npm run dev` should pay for.
  if (dev) return (await import('./dev-page.ts')).createDevPage(server);
  const page = createStaticPage(await (pageDirectory ?? ensurePage()), injectShim);
  return { page, loadHandler: importHandler, close: async () => {} };
}
