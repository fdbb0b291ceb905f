import { signal } from '@preact/signals';
import type { Host } from '#web/src/panel/host.ts';
import type { FromPanel } from '#web/src/panel/protocol.ts';

/** The page around a panel, as far as a panel knows it. */
export interface FakeHost extends Host {
  readonly heard: FromPanel[];
  /** Grants it gives, one after another; then it gives none. */
  readonly grants: string[];
  readonly asked: string[];
}

export function fakeHost(grants: string[] = []): FakeHost {
  const heard: FromPanel[] = [];
  const asked: string[] = [];
  return {
    heard,
    grants,
    asked,
    origin: signal('https://crm.example'),
    tell: (message) => void heard.push(message),
    onMessage: () => undefined,
    async askForGrant(reason) {
      asked.push(reason);
      return grants.shift();
    },
  };
}
