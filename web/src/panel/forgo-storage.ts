const STORES = ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore'];

/**
 * Takes the browser's storage out of reach of everything in the page, libraries included: the panel keeps nothing, and in a
 * frame where storage is blocked the mere look at it throws.
 */
export function forgoStorage(window: Window): void {
  for (const name of STORES) Object.defineProperty(window, name, { configurable: true, value: undefined });
  Object.defineProperty(window.document, 'cookie', { configurable: true, get: () => '', set: () => {} });
}
