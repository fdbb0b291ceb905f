import type { Page } from 'playwright-core';

/**
 * Makes the browser refuse the microphone with an error of this name: a permission that was denied and a headset that is not
 * there cannot be had from a browser started with a fake device. Without a name the microphone is back.
 */
export async function refuseMicrophone(page: Page, errorName?: string): Promise<void> {
  await page.evaluate((name) => {
    const devices = navigator.mediaDevices;
    // The own property hides the browser's; without it that is there again.
    Reflect.deleteProperty(devices, 'getUserMedia');
    if (name) devices.getUserMedia = () => Promise.reject(new DOMException('Refused by the test.', name));
  }, errorName);
}
