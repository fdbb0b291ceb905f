import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const BUDGET_BYTES = 60 * 1024;
const SDKS = ['@twilio/voice-sdk', 'twilio-sync'];

interface ManifestChunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
}

let dist = '';
let manifest: Readonly<Record<string, ManifestChunk>> = {};

beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'desk-'));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const options = ['--outDir', dist, '--emptyOutDir', '--manifest', 'manifest.json', '--logLevel', 'error'];
  // A separate process: the bundler's native part does not run inside a test's context.
  execFileSync(process.execPath, [vite, 'build', 'web', ...options], { cwd: ROOT, stdio: 'pipe' });
  manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));
}, 60_000);

afterAll(() => rmSync(dist, { recursive: true, force: true }));

/** What the browser fetches at once: the entry and everything it imports statically. */
function firstOf(page: string): readonly string[] {
  const found = new Set<string>();
  const follow = (key: string) => {
    if (found.has(key)) return;
    found.add(key);
    manifest[key]?.imports?.forEach(follow);
  };
  follow(page);
  return [...found];
}

const read = (file: string) => readFileSync(join(dist, file), 'utf8');
const files = () => readdirSync(dist, { recursive: true }).map((file) => String(file).replaceAll('\\', '/'));
const scripts = () => files().filter((file) => file.endsWith('.js'));

describe.each([
  ['the page before sign-in', 'index.html'],
  ['the panel before live updates', 'panel.html'],
])('%s', (_, page) => {
  it('weighs at most 60 kB of JavaScript', () => {
    const code = firstOf(page).map((key) => read(manifest[key]?.file ?? ''));
    const bytes = code.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it('holds neither of the two Twilio SDKs', () => {
    expect(firstOf(page).filter((key) => SDKS.some((name) => key.includes(name)))).toEqual([]);
    const code = firstOf(page).map((key) => read(manifest[key]?.file ?? ''));
    expect(code.filter((text) => /twilsock|chunderw|RTCPeerConnection/i.test(text))).toEqual([]);
  });
});

describe('the build', () => {
  it.each(SDKS)('fetches %s only later', (name) => {
    const [, chunk] = Object.entries(manifest).find(([key]) => key.includes(name)) ?? [];
    expect(chunk?.isDynamicEntry).toBe(true);
  });

  it('contains no WebSocket shim and nothing else from the local host', () => {
    const shim =
      /websocket-shim|\/local\/|extends\s+(?:globalThis\.)?WebSocket|(?:globalThis|window)\.WebSocket\s*=/;
    expect(scripts().filter((file) => shim.test(read(file)))).toEqual([]);
    expect(read('index.html') + read('panel.html')).not.toMatch(shim);
    expect(files().filter((file) => /shim/.test(file))).toEqual([]);
  });

  it('has no inline script or style, no source map, and hashed names', () => {
    for (const page of [read('index.html'), read('panel.html')]) {
      expect(page).toContain('<script type="module"');
      expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i);
    }
    expect(files().filter((file) => file.endsWith('.map'))).toEqual([]);
    const named = files().filter((file) => /\.(js|css)$/.test(file) && !file.startsWith('embed/'));
    expect(named.filter((name) => !/^assets\/[\w.-]+-[\w-]{8}\.(js|css)$/.test(name))).toEqual([]);
  });

  it('serves every sound the phone asks for', () => {
    const keys = [...'0123456789sh'].map((key) => `dtmf${key}`);
    for (const name of ['incoming', 'outgoing', 'disconnect', ...keys]) {
      const sound = readFileSync(join(dist, `sounds/${name}.wav`));
      expect(sound.subarray(0, 4).toString()).toBe('RIFF');
      expect(sound.length).toBeGreaterThan(800);
    }
  });
});

describe('the loader of the panel', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const loader = () => read(`embed/v${version}/loader.js`);

  it('weighs at most 3 kB and has no imports', () => {
    expect(gzipSync(loader(), { level: 9 }).length).toBeLessThanOrEqual(3_000);
    expect(loader()).not.toMatch(/\bimport\s*[({"']|\beval\b|\.innerHTML/);
    expect(read('embed/v1/loader.js')).toBe(loader());
  });

  it('stands beside its hash and its types', () => {
    const hash = createHash('sha384').update(loader()).digest('base64');
    expect(JSON.parse(read('embed/v1/release.json'))).toEqual({
      loader: `/embed/v${version}/loader.js`,
      integrity: `sha384-${hash}`,
    });
    expect(read('embed/v1/loader.d.ts')).toContain('AssistPayPanel');
  });

  it('does no harm where there is no browser', () => {
    const file = join(dist, 'embed/v1/loader.js');
    const script = `await import(${JSON.stringify(`file://${file}`)}); console.log('harmless')`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(said).toBe('harmless\n');
  });
});
