import type { Page } from 'playwright-core';

/**
 * Makes the browser refuse the microphone with an error of this name, because a browser with a fake device never
 * denies permission or misses a headset. Without a name, the microphone is back.
 */
export async function refuseMicrophone(page: Page, errorName?: string): Promise<void> {
  await page.evaluate((name) => {
    const devices = navigator.mediaDevices;
    // The own property hides the browser's; deleting it brings that back.
    Reflect.deleteProperty(devices, 'getUserMedia');
    if (name) devices.getUserMedia = () => Promise.reject(new DOMException('Refused by the test.', name));
  }, errorName);
}
