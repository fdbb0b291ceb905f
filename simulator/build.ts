import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import { bundlePage } from './pages/bundle-page.ts';

/** Builds what `npm pack` puts into the package: `dist/`, JavaScript with types, pages bundled. */
async function build(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const compiler = join(typescript, 'bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.package.json')], { stdio: 'inherit' });
  const files = (await readdir(ROOT, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)))
    .filter((file) => file.includes(sep) && !/^(dist|node_modules)\b/.test(file));
  for (const file of files.filter((name) => COPIED.includes(extname(name)))) {
    await cp(join(ROOT, file), join(DIST, file));
  }
  const pages = files.filter((file) => file.endsWith(`${sep}main.tsx`)).map(dirname);
  for (const page of pages) await writePage(page, files);
  // Bundling is done: the package does without the bundler.
  for (const kind of ['js', 'd.ts']) await rm(join(DIST, `pages/bundle-page.${kind}`));
}

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');

/** What runs as it is. */
const COPIED = ['.cjs', '.html'];

async function writePage(page: string, files: readonly string[]): Promise<void> {
  const styles = files.filter((file) => dirname(file) === page && file.endsWith('.css'));
  await mkdir(join(DIST, page), { recursive: true });
  for (const style of styles) {
    for (const [name, text] of await bundlePage(join(ROOT, page), relative(page, style))) {
      await writeFile(join(DIST, page, name), text);
    }
  }
}

await build();
