import { provideChromium } from './chromium.ts';

/** Unpacks the browser once, before several test files would do it at the same time. */
export default function globalSetup(): void {
  provideChromium();
}
