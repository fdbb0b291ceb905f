import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Context, Hono } from 'hono';

export interface PageOptions {
  /** The page's `index.html`, `main.tsx` and style sheets, a URL that ends in `/`. */
  readonly folder: URL;
  /** Path of the page, e.g. `/phone`. */
  readonly path: string;
  /** Path its HTML loads `main.tsx` from, bundled. */
  readonly script: string;
  /** Path its HTML loads the style sheet of that file name from, bundled. */
  readonly style: string;
  /** Its `Content-Security-Policy`. */
  readonly policy: string;
}

/**
 * Serves one page. In the package, script and style lie bundled beside the HTML; in the repository they are bundled in
 * memory at the first request and kept.
 */
export function pageRoutes({ folder, path, script, style, policy }: PageOptions): Hono {
  const folderPath = fileURLToPath(folder);
  const styleName = style.slice(style.lastIndexOf('/') + 1);
  const read = (name: string) => readFile(new URL(name, folder), 'utf8');
  let bundled: Promise<ReadonlyMap<string, string>> | undefined;
  const bundle = async () => {
    if (existsSync(new URL('main.js', folder))) {
      return new Map([
        ['main.js', await read('main.js')],
        [styleName, await read(styleName)],
      ]);
    }
    const { bundlePage } = await import('./bundle-page.ts');
    return bundlePage(folderPath, styleName);
  };
  const file = async (name: string) => {
    bundled ??= bundle().catch((error: unknown) => {
      bundled = undefined;
      throw error;
    });
    return (await bundled).get(name) ?? '';
  };
  const send = (context: Context, type: string, text: string) =>
    context.body(text, 200, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' });

  return new Hono()
    .get(path, async (context) => {
      context.header('Content-Security-Policy', policy);
      return send(context, 'text/html', await read('index.html'));
    })
    .get(script, async (context) => send(context, 'text/javascript', await file('main.js')))
    .get(style, async (context) => send(context, 'text/css', await file(styleName)));
}
