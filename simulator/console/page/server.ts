import type { Entry } from './wire.ts';

/** Result of a request to the control API: its body, or the sentence of the refusal. */
export type Reply<Body> = { readonly body: Body } | { readonly refusal: string };

export interface Server {
  /** Reports the log as it grows: what is kept after every `opened`, then each new entry. Reconnects by itself. */
  watch(events: { opened(): void; entry(entry: Entry): void; lost(): void }): void;
  ask<Body>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Reply<Body>>;
}

const RETRY_MS = 1000;

/** The simulator that served this page. */
export function connectServer(): Server {
  return {
    watch({ opened, entry, lost }) {
      const open = () => {
        const source = new EventSource('/simulator/requests');
        source.onopen = opened;
        source.addEventListener('request', ({ data }) => entry(JSON.parse(String(data)) as Entry));
        // Not left to the browser: it would ask for what comes after the last id, and another process counts from 1.
        source.onerror = () => {
          source.close();
          lost();
          setTimeout(open, RETRY_MS);
        };
      };
      open();
    },
    async ask<Body>(method: string, path: string, body?: object): Promise<Reply<Body>> {
      try {
        const response = await fetch(path, {
          method,
          ...(body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}),
        });
        const answer = response.status === 204 ? undefined : await response.json();
        return response.ok
          ? { body: answer as Body }
          : { refusal: String(answer?.message ?? response.status) };
      } catch {
        return { refusal: 'The simulator does not respond.' };
      }
    },
  };
}
