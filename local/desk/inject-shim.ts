/** Where the WebSocket shim is served; it exists on this machine only. */
export const SHIM_PATH = '/local/websocket-shim.js';

/** Puts the WebSocket shim before every other script of the page: the Voice SDK reads `WebSocket` when it loads. */
export function injectShim(html: string): string {
  return html.replace(/<head\b[^>]*>/i, (head) => `${head}\n    <script src="${SHIM_PATH}"></script>`);
}
