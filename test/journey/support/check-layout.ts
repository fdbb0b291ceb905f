import type { Page } from 'playwright-core';

/** What cannot be reached at this width: a page that scrolls sideways, or a control that sticks out of it. */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const faults: string[] = [];
    if (document.documentElement.scrollWidth > width) faults.push('the page scrolls sideways');
    for (const control of document.querySelectorAll<HTMLElement>('button, a, input, select, summary')) {
      const box = control.getBoundingClientRect();
      const isShown = control.checkVisibility() && box.width > 0 && box.bottom > 0;
      if (!isShown) continue;
      const name = control.textContent?.trim() || control.getAttribute('name') || control.tagName;
      if (box.left < 0 || box.right > width + 0.5) faults.push(`${name} sticks out`);
      if (control.matches('button') && control.scrollWidth > control.clientWidth + 1) {
        faults.push(`${name} is cut off`);
      }
    }
    return faults;
  });
}
