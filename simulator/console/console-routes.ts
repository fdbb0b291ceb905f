import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { pageRoutes } from '../pages/page-routes.ts';
import { settingReasons } from './setting-reasons.ts';

/**
 * The console at `/`, and what it loads.
 *
 * @param appUrl address of the application's page, shown beside the phone
 */
export function consoleRoutes(appUrl?: string): Hono {
  const frames = ["'self'", ...(appUrl ? [new URL(appUrl).origin] : [])].join(' ');
  return new Hono()
    .route(
      '/',
      pageRoutes({
        folder: new URL('page/', import.meta.url),
        path: '/',
        script: '/console/console.js',
        style: '/console/console.css',
        policy: `${POLICY}; frame-src ${frames}`,
      }),
    )
    .get('/try', (context) => context.redirect('/#/try'))
    .get('/console/info.json', async (context) => {
      const reasons = settingReasons(await readme());
      return context.json({ application: appUrl ?? null, reasons }, 200, { 'Cache-Control': 'no-cache' });
    });
}

/** Own files and requests only. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** simulator/README.md: in the package one folder further up. Without it, the page names the file instead. */
async function readme(): Promise<string> {
  const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');
  return read('../README.md').catch(() => read('../../README.md').catch(() => ''));
}
