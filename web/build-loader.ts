import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Plugin } from 'vite';

const FOLDER = join(import.meta.dirname, 'loader');
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
  version: string;
};
/** Of the protocol between loader and panel; this address always has the newest loader that speaks it. */
const CURRENT = 'embed/v1';
/** Never changes once published: what an `integrity` attribute is for. */
const FIXED = `embed/v${version}`;

/**
 * Builds `<assist-pay-panel>` for other systems' pages: at an address that follows releases, and at one that never changes,
 * which `embed/v1/release.json` names, with its hash for `integrity`.
 */
export function buildLoader(): Plugin {
  return {
    name: 'build-loader',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const [path = '/'] = (request.url ?? '/').slice(1).split('?');
        if (!path.startsWith('embed/')) return next();
        const source = embedded().get(path);
        response.statusCode = source === undefined ? 404 : 200;
        response.setHeader(
          'Content-Type',
          path.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/plain',
        );
        response.end(source);
      });
    },
    generateBundle() {
      for (const [fileName, source] of embedded()) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** Every file of the loader, by its path. */
function embedded(): ReadonlyMap<string, string> {
  const { outputFiles } = buildSync({
    entryPoints: [join(FOLDER, 'assist-pay-panel.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022'],
    legalComments: 'none',
  });
  const code = outputFiles[0]?.text ?? '';
  const types = readFileSync(join(FOLDER, 'loader.d.ts'), 'utf8');
  const integrity = `sha384-${createHash('sha384').update(code).digest('base64')}`;
  return new Map([
    ...[CURRENT, FIXED].flatMap((folder) => [
      [`${folder}/loader.js`, code] as const,
      [`${folder}/loader.d.ts`, types] as const,
    ]),
    [`${CURRENT}/release.json`, `${JSON.stringify({ loader: `/${FIXED}/loader.js`, integrity })}\n`],
  ]);
}
