import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LaunchOptions } from 'playwright-core';

const ROOT = join(import.meta.dirname, '../..');
/** Where it really is: the folder may be lent to a copy of the sources that is gone tomorrow. */
const CACHE = join(realpathSync(join(ROOT, 'node_modules')), '.cache');
const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};
const UNPACKED = join(CACHE, `chromium-${devDependencies['@sparticuz/chromium']}`);

/**
 * Which Chromium to launch: `CHROMIUM_PATH` when given, else on Linux x64 the one inside the `@sparticuz/chromium`
 * package with the package's own libraries and fonts, else an installed Chrome. Unpacks the package the first time.
 */
export function provideChromium(): LaunchOptions {
  if (process.env.CHROMIUM_PATH) return { executablePath: process.env.CHROMIUM_PATH };
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' };
  if (!existsSync(UNPACKED)) unpack();
  return {
    executablePath: join(UNPACKED, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(UNPACKED, 'al2023/lib'),
      FONTCONFIG_FILE: join(UNPACKED, 'fonts.conf'),
    },
  };
}

/** Unpacks under a temporary name first, so that an interrupted run never leaves an incomplete browser. */
function unpack(): void {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'unpacking-'));
  const script = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    // The package unpacks to the temporary folder, and unpacks its libraries only when it thinks it runs on Lambda.
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
  // The package's own configuration looks for the fonts in /tmp.
  const [fonts, cache] = [join(UNPACKED, 'fonts'), join(UNPACKED, 'fonts-cache')];
  writeFileSync(
    join(folder, 'fonts.conf'),
    `<fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir></fontconfig>\n`,
  );
  try {
    renameSync(folder, UNPACKED);
  } catch (error) {
    // Another run was faster.
    rmSync(folder, { recursive: true });
    if (!existsSync(UNPACKED)) throw error;
  }
}
