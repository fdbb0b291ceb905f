import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { injectShim } from '#local/desk/inject-shim.ts';
import { createStaticPage } from '#local/desk/static-page.ts';
import { makeDataDir } from '../support/data-dir.ts';
import { type Served, send, serve } from '../support/serve.ts';

const SHIM = '<script src="/local/websocket-shim.js"></script>';

let dataDir: Awaited<ReturnType<typeof makeDataDir>>;
let served: Served;
let dist: string;

beforeAll(async () => {
  dataDir = await makeDataDir();
  dist = join(dataDir.path, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(dataDir.path, 'secret.txt'), 'secret');
  await writeFile(
    join(dist, 'index.html'),
    '<!doctype html><html><head lang="en"><script type="module" src="/assets/a.js"></script></head></html>',
  );
  await writeFile(join(dist, 'assets', 'a-1234.js'), 'export {};');
  await writeFile(join(dist, 'icon.svg'), '<svg/>');
  const page = createStaticPage(dist, injectShim);
  served = await serve((request, response) =>
    page(request, response, decodeURIComponent(request.url?.split('?')[0] ?? '/')),
  );
});

afterAll(async () => {
  await served.close();
  await dataDir.remove();
});

describe('the built page', () => {
  it.each(['/', '/index.html', '/payments/PK1', '/?code=1&state=2'])(
    'answers %s with the page, shim first',
    async (path) => {
      const { status, headers, body } = await send(served.port, 'GET', path);
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ]);
      const html = body.toString();
      expect(html).toContain(SHIM);
      expect(html.indexOf(SHIM)).toBeLessThan(html.indexOf('<script type="module"'));
    },
  );

  it('lets hashed assets be kept for ever and has everything else checked', async () => {
    const asset = await send(served.port, 'GET', '/assets/a-1234.js');
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
    const icon = await send(served.port, 'GET', '/icon.svg');
    expect(icon.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' });
    const again = await send(served.port, 'GET', '/icon.svg', { 'If-None-Match': icon.headers.etag ?? '' });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it.each([
    '/assets/gone.js',
    '/favicon.ico',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/a%00.js',
  ])('has no %s', async (path) => {
    const { status, headers, body } = await send(served.port, 'GET', path);
    expect([status, body.toString()]).toEqual([404, 'Not found\n']);
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('answers HEAD without a body and nothing but HEAD and GET', async () => {
    const head = await send(served.port, 'HEAD', '/icon.svg');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '6', 0]);
    const post = await send(served.port, 'POST', '/');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('shows a rebuilt page without a restart', async () => {
    await writeFile(join(dist, 'icon.svg'), '<svg id="new"/>');
    expect((await send(served.port, 'GET', '/icon.svg')).body.toString()).toBe('<svg id="new"/>');
  });
});
