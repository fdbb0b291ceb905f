import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/** Serves a file of the page; `path` is decoded and starts with a slash. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

/**
 * Serves a built page: hashed assets are cached for good, everything else is revalidated each time, and `index.html`
 * serves every address the page routes itself. Each request reads the file again, so a rebuilt page needs no restart.
 */
export function createStaticPage(directory: string, transformHtml: (html: string) => string): PageHandler {
  async function indexHtml(): Promise<Buffer> {
    return Buffer.from(transformHtml(await readFile(join(directory, 'index.html'), 'utf8')));
  }

  return async (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return send(request, response, 405, '.txt', Buffer.from('Method not allowed\n'));
    }
    const isPage = path === '/' || path === '/index.html';
    const file = isPage ? await indexHtml() : await readBelow(directory, path);
    if (file) {
      const isHashed = path.startsWith('/assets/');
      response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      // Twilio fetches what it plays; the stand-in has the caller's phone fetch it, from another origin.
      if (extname(path) === '.wav') response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      return send(request, response, 200, isPage ? '.html' : extname(path), file);
    }
    response.setHeader('Cache-Control', 'no-cache');
    // An address with an extension names a file, and a missing file must not look like a page.
    if (extname(path)) return send(request, response, 404, '.txt', Buffer.from('Not found\n'));
    return send(request, response, 200, '.html', await indexHtml());
  };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'text/xml; charset=utf-8',
};

async function readBelow(directory: string, path: string): Promise<Buffer | undefined> {
  const file = normalize(join(directory, path));
  if (!file.startsWith(directory + sep) || path.includes('\0')) return undefined;
  return readFile(file).catch(() => undefined);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  extension: string,
  body: Buffer,
): void {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  response.setHeader('ETag', tag);
  if (status === 200 && request.headers['if-none-match'] === tag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.statusCode = status;
  response.setHeader('Content-Type', CONTENT_TYPES[extension] ?? 'application/octet-stream');
  response.setHeader('Content-Length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
}
