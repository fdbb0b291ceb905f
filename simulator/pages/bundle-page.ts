import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** Bundles a page's `main.tsx` and the style sheet of that name: `main.js` and the style sheet's own name, with their text. */
export async function bundlePage(folder: string, style: string): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    entryPoints: [join(folder, 'main.tsx'), join(folder, style)],
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
  return new Map(result.outputFiles.map(({ path, text }) => [basename(path), text]));
}
