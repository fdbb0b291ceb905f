import { type ReadonlySignal, signal } from '@preact/signals';
import type { OpenResponse } from '#lambdas/contract/panel-api.ts';
import { ApiError } from '#web/src/api/client.ts';
import { type OpenPanel, openPanel, type PanelConfig } from './open-panel.ts';
import { redeem } from './panel-api.ts';
import type { PanelOptions } from './panel-options.ts';

export type Stage =
  | { readonly is: 'opening' }
  /** Nobody gave a grant. */
  | { readonly is: 'without' }
  | { readonly is: 'refused'; readonly error: ApiError }
  | { readonly is: 'open'; readonly panel: OpenPanel };

export interface Panel {
  readonly stage: ReadonlySignal<Stage>;
  /** Opens with this grant, or with one that the host is asked for. Never rejects. */
  start(grant: string | undefined): Promise<void>;
  /** Asks the host for another grant: after a refusal, or once the service no longer takes the panel's token. */
  again(): Promise<void>;
}

/** A panel that holds what it may do in its memory alone: with the page, all of it is gone. */
export function createPanel(options: PanelOptions): Panel {
  const { host, load, originAround } = options;
  const stage = signal<Stage>({ is: 'opening' });
  let shown: OpenPanel | undefined;

  const open = (grant: string) => redeem(load, grant, host.origin.peek() ?? originAround);
  const show = async (opened: OpenResponse) => {
    const config = await readConfig(load);
    shown?.close();
    shown = openPanel({ ...options, opened, config, reopen: () => reopen(opened) });
    stage.value = { is: 'open', panel: shown };
  };
  const fail = (failure: unknown) => {
    const error = failure instanceof ApiError ? failure : new ApiError(0, { code: 'DESK' });
    stage.value = { is: 'refused', error };
    host.tell({ type: 'error', code: error.code });
  };
  const start = async (grant: string | undefined, reason: 'start' | 'again' = 'start') => {
    stage.value = { is: 'opening' };
    const given = grant ?? (await host.askForGrant(reason));
    if (given === undefined) {
      stage.value = { is: 'without' };
      return;
    }
    await open(given).then(show).catch(fail);
  };
  /** For the call on the screen; a grant for another one opens that instead. */
  const reopen = async ({ callSid, reference }: OpenResponse) => {
    const grant = await host.askForGrant('closed');
    const next = grant === undefined ? undefined : await open(grant);
    if (!next || (next.callSid === callSid && next.reference === reference)) return next;
    await show(next);
    return undefined;
  };

  return { stage, start: (grant) => start(grant), again: () => start(undefined, 'again') };
}

/** What the desk's page is told too; without it the panel has no live updates, and asks every few seconds. */
async function readConfig(load: typeof fetch): Promise<PanelConfig> {
  const response = await load('/config.json', { cache: 'no-store' }).catch(() => undefined);
  const read = response?.ok ? ((await response.json().catch(() => ({}))) as Partial<PanelConfig>) : {};
  return { sync: {}, practice: false, ...read };
}
