import type { Page } from 'playwright-core';

type Noted = 'keydown' | 'click';
type Noting = typeof globalThis & { notedAt?: Partial<Record<Noted, number>> };

/** Runs in a page: notes when its newest key and click came, milliseconds since the epoch. */
export function noteEvents(): void {
  const notedAt: Partial<Record<Noted, number>> = {};
  (globalThis as Noting).notedAt = notedAt;
  for (const type of ['keydown', 'click'] as const) {
    const note = () => {
      notedAt[type] = performance.timeOrigin + performance.now();
    };
    addEventListener(type, note, { capture: true });
  }
}

export function happenedAt(page: Page, type: Noted): Promise<number> {
  return page.evaluate((name) => (globalThis as Noting).notedAt?.[name] ?? Number.NaN, type);
}

/** Resolves with the time at which the browser has painted the first frame that shows such an element. */
export function paintedAt(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!document.querySelector(wanted)) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        look();
      }),
    selector,
  );
}
