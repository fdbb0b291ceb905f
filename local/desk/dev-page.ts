import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { handlerOf } from '../load-handlers.ts';
import { injectShim } from './inject-shim.ts';
import type { Page } from './page.ts';

/** `npm run dev`: the page and the handlers straight from their sources, on the same port as everything else. */
export async function createDevPage(server: Server): Promise<Page> {
  const root = fileURLToPath(new URL('../../web', import.meta.url));
  const lambdas = fileURLToPath(new URL('../../lambdas', import.meta.url));
  const vite = await createServer({
    root,
    // The other config loaders write a file that `tsx watch` mistakes for a change.
    configLoader: 'runner',
    appType: 'spa',
    server: { middlewareMode: true, hmr: { server }, fs: { allow: ['..'] } },
    plugins: [{ name: 'local-websocket-shim', transformIndexHtml: { order: 'pre', handler: injectShim } }],
    clearScreen: false,
    logLevel: 'warn',
  });
  vite.watcher.add(lambdas);

  return {
    page: (request, response) =>
      new Promise((resolve, reject) => {
        response.once('close', resolve);
        vite.middlewares(request, response, (error?: unknown) => {
          if (error) return reject(error);
          response.statusCode = 404;
          response.end();
        });
      }),
    // Vite drops a file from its cache when it is saved: the next request runs the new code, and calls under way
    // continue.
    loadHandler: async (entry) => handlerOf(entry, await vite.ssrLoadModule(`${lambdas}/${entry}`)),
    close: () => vite.close(),
  };
}
