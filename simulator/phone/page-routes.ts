import type { Hono } from 'hono';
import { pageRoutes } from '../pages/page-routes.ts';
import { holdMusic } from './hold-music.ts';
import { beep, ringing } from './tones.ts';

/** `/phone` and what it loads. */
export function phonePageRoutes(): Hono {
  const sounds: { [Name in keyof typeof SOUNDS]?: Uint8Array<ArrayBuffer> } = {};
  return pageRoutes({
    folder: new URL('page/', import.meta.url),
    path: '/phone',
    script: '/phone/phone.js',
    style: '/phone/phone.css',
    policy: POLICY,
  }).get('/phone/:sound{hold-music.wav|beep.wav|ringing.wav}', (context) => {
    const name = context.req.param('sound') as keyof typeof SOUNDS;
    sounds[name] ??= SOUNDS[name]();
    return context.body(sounds[name], 200, { 'Content-Type': 'audio/wav', 'Cache-Control': 'no-cache' });
  });
}

/** Made at the first request and kept. */
const SOUNDS = { 'hold-music.wav': holdMusic, 'beep.wav': beep, 'ringing.wav': ringing };

/** Own files and sockets only; `<Play>` may load sound from any address; the console frames it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src *; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
