import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Hono } from 'hono';

/** `/phone` and what it loads. The script is bundled in memory at the first request and kept. */
export function pageRoutes(): Hono {
  let script: Promise<string> | undefined;
  return new Hono()
    .get('/phone', async (context) => {
      context.header('Content-Security-Policy', POLICY);
      context.header('Cache-Control', 'no-cache');
      return context.html(await readFile(here('page/index.html'), 'utf8'));
    })
    .get('/phone/phone.css', async (context) => {
      context.header('Cache-Control', 'no-cache');
      return context.body(await readFile(here('page/phone.css'), 'utf8'), 200, {
        'Content-Type': 'text/css',
      });
    })
    .get('/phone/phone.js', async (context) => {
      script ??= bundle().catch((error: unknown) => {
        script = undefined;
        throw error;
      });
      context.header('Cache-Control', 'no-cache');
      return context.body(await script, 200, { 'Content-Type': 'text/javascript' });
    });
}

/** Own files and sockets only; `<Play>` may load sound from wherever the application keeps it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src *; img-src 'self' data:";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [here('page/main.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}
