import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { holdMusic } from './hold-music.ts';

/** `/phone` and what it loads. Script and style are bundled in memory at the first request and kept. */
export function pageRoutes(): Hono {
  let bundled: Promise<ReadonlyMap<string, string>> | undefined;
  let music: Uint8Array<ArrayBuffer> | undefined;
  const file = async (name: string) => {
    bundled ??= bundle().catch((error: unknown) => {
      bundled = undefined;
      throw error;
    });
    return (await bundled).get(name) ?? '';
  };
  return new Hono()
    .get('/phone', async (context) => {
      context.header('Content-Security-Policy', POLICY);
      context.header('Cache-Control', 'no-cache');
      return context.html(await readFile(here('page/index.html'), 'utf8'));
    })
    .get('/phone/hold-music.wav', (context) => {
      music ??= holdMusic();
      return context.body(music, 200, { 'Content-Type': 'audio/wav', 'Cache-Control': 'no-cache' });
    })
    .get('/phone/phone.js', async (context) =>
      context.body(await file('main.js'), 200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Cache-Control': 'no-cache',
      }),
    )
    .get('/phone/phone.css', async (context) =>
      context.body(await file('phone.css'), 200, {
        'Content-Type': 'text/css; charset=utf-8',
        'Cache-Control': 'no-cache',
      }),
    );
}

/** Own files and sockets only; `<Play>` may load sound from any address. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src *; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function bundle(): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    entryPoints: [here('page/main.tsx'), here('page/phone.css')],
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  return new Map(result.outputFiles.map(({ path, text }) => [path.split(/[\\/]/).at(-1) ?? '', text]));
}
