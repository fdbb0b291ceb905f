import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import bundled, { inflate } from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** Name of the variable in which the set-up hands the unpacked browser to every test file. */
export const CHROMIUM_PATH = 'CHROMIUM_PATH';
const LIBRARY_PATH = 'CHROMIUM_LIBRARY_PATH';

/**
 * Finds a Chromium once for the whole run: `CHROMIUM_PATH` when given, else on Linux x64 the one that ships inside
 * the `@sparticuz/chromium` package, else an installed Chrome.
 */
export async function provideChromium(): Promise<void> {
  if (process.env[CHROMIUM_PATH] || process.platform !== 'linux' || process.arch !== 'x64') return;
  const path = await bundled.executablePath();
  process.env[CHROMIUM_PATH] = path;
  if (!missesLibraries(path)) return;
  // A bare machine has no NSS; the package carries a copy for its own use on Lambda.
  const archive = fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium')));
  await inflate(archive);
  process.env[LIBRARY_PATH] = join(tmpdir(), 'al2023', 'lib');
}

const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-gpu',
  '--no-first-run',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // Machines with no network interface but `lo` never finish gathering without it.
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
];

/** A headless Chromium with a beeping fake microphone. Close it when done. */
export async function launchChromium(): Promise<Browser> {
  await provideChromium();
  const executablePath = process.env[CHROMIUM_PATH];
  const libraries = process.env[LIBRARY_PATH];
  return chromium.launch({
    ...(executablePath && existsSync(executablePath) ? { executablePath } : { channel: 'chrome' }),
    args: FLAGS,
    headless: true,
    ...(libraries ? { env: { ...stringsOf(process.env), LD_LIBRARY_PATH: libraries } } : {}),
  });
}

/** A page context that may use the microphone on every origin. */
export async function microphoneContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ permissions: ['microphone'], viewport: { width: 1280, height: 800 } });
}

function missesLibraries(path: string): boolean {
  try {
    return execFileSync('ldd', [path], { encoding: 'utf8' }).includes('not found');
  } catch {
    return false;
  }
}

const stringsOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])));
