import type { PaySessionList, PaySessionRecord, StartRequest } from '#lambdas/contract/desk-api.ts';
import type { OpenResponse, PanelTokenResponse } from '#lambdas/contract/panel-api.ts';
import { createClient, type TokenSource } from '#web/src/api/client.ts';
import type { PaymentOptions } from '#web/src/payment/payment.ts';

/** What a panel's payment asks the service: the desk's own requests, on the panel's routes. */
export interface PanelApi {
  readonly payments: PaymentOptions['api'];
  token(): Promise<PanelTokenResponse>;
}

const BASE = '/api/panel';

/** @throws ApiError */
export async function redeem(
  load: typeof fetch,
  grant: string,
  origin: string | undefined,
): Promise<OpenResponse> {
  const send = createClient(load, NOBODY, BASE);
  const body = { grant, ...(origin === undefined ? {} : { origin }) };
  return (await send('/open', { method: 'POST', body })).json() as Promise<OpenResponse>;
}

export function createPanelApi(load: typeof fetch, tokens: TokenSource): PanelApi {
  const send = createClient(load, tokens, BASE);
  const post = async <T>(path: string, body: unknown = {}): Promise<T> =>
    (await send(path, { method: 'POST', body })).json() as Promise<T>;
  const get = async <T>(path: string): Promise<T> => (await send(path)).json() as Promise<T>;

  return {
    token: () => post('/token'),
    payments: {
      start: (request) => post('/startPaySession', withoutGranted(request)),
      ask: (request) => post('/updatePaySession', request),
      complete: (request) => post('/completePaySession', request),
      cancel: (request) => post('/cancelPaySession', request),
      session: (paySid, after) => {
        const since = after === undefined ? '' : `?${new URLSearchParams({ after })}`;
        return get<PaySessionRecord>(`/paySessions/${encodeURIComponent(paySid)}${since}`);
      },
      // A panel has one call, and few payments on it: it is asked for all of them.
      list: async ({ state }) => {
        const { items } = await get<Pick<PaySessionList, 'items'>>('/paySessions');
        return { items: state === 'active' ? items.filter(({ outcome }) => outcome === undefined) : items };
      },
    },
  };
}

/** What the grant says already. */
function withoutGranted({
  callSid: _call,
  currency: _currency,
  reference: _reference,
  customer: _customer,
  ...rest
}: StartRequest & { readonly customer?: string }) {
  return rest;
}

const NOBODY: TokenSource = {
  accessToken: async () => undefined,
  renew: async () => false,
  markEnded: () => undefined,
};
