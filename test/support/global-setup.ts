import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideChromium } from './provide-chromium.ts';

/** Unpacks the browser once, so that test files do not each do it at the same time, and makes a folder for CDK's assemblies. */
export default function globalSetup(): void {
  provideChromium();
  process.env.ASSEMBLIES_FOLDER = mkdtempSync(join(tmpdir(), 'assemblies-'));
}
