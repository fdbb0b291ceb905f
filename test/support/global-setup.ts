import { provideChromium } from './provide-chromium.ts';

/** Unpacks the browser once, so that test files do not each do it at the same time. */
export default function globalSetup(): void {
  provideChromium();
}
