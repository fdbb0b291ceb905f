import type { Hono } from 'hono';
import { pageRoutes } from '../pages/page-routes.ts';
import { holdMusic } from './hold-music.ts';

/** `/phone` and what it loads. */
export function phonePageRoutes(): Hono {
  let music: Uint8Array<ArrayBuffer> | undefined;
  return pageRoutes({
    folder: new URL('page/', import.meta.url),
    path: '/phone',
    script: '/phone/phone.js',
    style: '/phone/phone.css',
    policy: POLICY,
  }).get('/phone/hold-music.wav', (context) => {
    music ??= holdMusic();
    return context.body(music, 200, { 'Content-Type': 'audio/wav', 'Cache-Control': 'no-cache' });
  });
}

/** Own files and sockets only; `<Play>` may load sound from any address; the console frames it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src *; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
