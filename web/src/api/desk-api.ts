import type {
  AccessLogResponse,
  CallView,
  CancelRequest,
  CompleteRequest,
  PaySession,
  PaySessionList,
  PaySessionRecord,
  PresenceRequest,
  PresenceResponse,
  ResolveRequest,
  SealView,
  StartRequest,
  TeamResponse,
  TokenResponse,
  ToResolveResponse,
  UpdateRequest,
} from '#lambdas/contract/desk-api.ts';
import type {
  CloseRequest,
  CloseView,
  MyDayResponse,
  ReportRequest,
  ReportResponse,
} from '#lambdas/contract/report-api.ts';
import type { DeliveriesResponse, Delivery, ResendRequest } from '#lambdas/contract/webhooks.ts';
import type { Send } from './client.ts';

/** Filters of the payments list; times are ISO 8601 UTC. Empty values are left out of the request. */
export interface ListFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly agent?: string | undefined;
  readonly state?: string | undefined;
  readonly failure?: string | undefined;
  readonly outcome?: string | undefined;
  readonly callSid?: string | undefined;
  readonly paySid?: string | undefined;
  readonly lastFour?: string | undefined;
  readonly amount?: string | undefined;
  readonly reference?: string | undefined;
  readonly customer?: string | undefined;
  readonly confirmation?: string | undefined;
  readonly ending?: string | undefined;
  readonly amountFrom?: string | undefined;
  readonly amountTo?: string | undefined;
  readonly currency?: string | undefined;
  readonly brand?: string | undefined;
  readonly method?: string | undefined;
  readonly reason?: string | undefined;
  readonly changedSince?: string | undefined;
  readonly cursor?: string | undefined;
  /** How many at once, 1 to 1,000; supervisors only. */
  readonly limit?: string | undefined;
}

/** The desk's API, one function per call. Each rejects with an `ApiError`. */
export interface DeskApi {
  token(): Promise<TokenResponse>;
  presence(request: PresenceRequest, options?: { readonly leaving: boolean }): Promise<PresenceResponse>;
  start(request: StartRequest): Promise<PaySession>;
  ask(request: UpdateRequest): Promise<PaySession>;
  complete(request: CompleteRequest): Promise<PaySession>;
  cancel(request: CancelRequest): Promise<PaySession>;
  /** With the events after the one numbered so: `cursor` of the page before. */
  session(paySid: string, after?: string): Promise<PaySessionRecord>;
  /** Whether the transparency log holds the payment's newest event. */
  seal(paySid: string): Promise<SealView>;
  call(callSid: string): Promise<CallView>;
  list(filter: ListFilter): Promise<PaySessionList>;
  csv(filter: ListFilter): Promise<CsvFile>;
  /** Records what a supervisor found out about a payment whose result was not known. */
  resolve(request: ResolveRequest): Promise<PaySession>;
  /** Payments whose result is not known; supervisors only. */
  toResolve(): Promise<ToResolveResponse>;
  /** Supervisors only. */
  team(): Promise<TeamResponse>;
  /** Totals of a day or a range; supervisors only. */
  report(request: ReportRequest): Promise<ReportResponse>;
  /** Writes down what a range that is over holds now; supervisors only. */
  closeReport(request: CloseRequest): Promise<CloseView>;
  /** The agent's own payments since then; agents only. */
  myDay(from: string): Promise<MyDayResponse>;
  /** One day (UTC) of the access log; supervisors only. */
  accessLog(filter: AccessFilter): Promise<AccessLogResponse>;
  /** What was sent to other systems on one day (UTC); supervisors only. */
  deliveries(filter: Pick<AccessFilter, 'day' | 'cursor'>): Promise<DeliveriesResponse>;
  resend(request: ResendRequest): Promise<Delivery>;
}

export interface AccessFilter {
  readonly day?: string | undefined;
  readonly by?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface CsvFile {
  readonly content: Blob;
  /** How many payments the file holds. */
  readonly rows: number;
}

export function createDeskApi(send: Send): DeskApi {
  const post = async <T>(path: string, body?: unknown): Promise<T> =>
    (await send(path, { method: 'POST', ...(body === undefined ? {} : { body }) })).json() as Promise<T>;
  const get = async <T>(path: string): Promise<T> => (await send(path)).json() as Promise<T>;

  return {
    token: () => post('/token'),
    presence: async (request, options) => {
      const response = await send('/presence', {
        method: 'POST',
        body: request,
        keepalive: options?.leaving ?? false,
      });
      return (await response.json()) as PresenceResponse;
    },
    call: (callSid) => get(`/calls/${encodeURIComponent(callSid)}`),
    start: (request) => post('/startPaySession', request),
    ask: (request) => post('/updatePaySession', request),
    complete: (request) => post('/completePaySession', request),
    cancel: (request) => post('/cancelPaySession', request),
    session: (paySid, after) => get(`/paySessions/${encodeURIComponent(paySid)}${query({ after })}`),
    seal: (paySid) => get(`/paySessions/${encodeURIComponent(paySid)}/seal`),
    // In the body: a search contains values that must not be in an address.
    list: (filter) => post('/paySessions/search', given({ ...filter })),
    csv: async (filter) => {
      const body = given({ ...filter, format: 'csv' });
      const response = await send('/paySessions/search', { method: 'POST', body, accept: 'text/csv' });
      return { content: await response.blob(), rows: Number(response.headers.get('x-row-count') ?? 0) };
    },
    resolve: (request) => post('/resolvePaySession', request),
    toResolve: () => get('/paySessions/toResolve'),
    team: () => get('/team'),
    report: (request) => get(`/reports${query({ ...request })}`),
    myDay: (from) => get(`/myDay${query({ from })}`),
    closeReport: (request) => post('/reports/close', request),
    deliveries: (filter) => get(`/deliveries${query({ ...filter })}`),
    resend: (request) => post('/deliveries/resend', request),
    accessLog: (filter) => post('/accessLog/search', given({ ...filter })),
  };
}

function query(values: Values): string {
  const pairs = Object.entries(given(values));
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

type Values = Readonly<Record<string, string | undefined>>;

function given(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1])),
  );
}
