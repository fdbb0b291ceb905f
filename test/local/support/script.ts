import type { Capture, PaySession, PaySessionRecord, Role } from '#lambdas/contract/desk-api.ts';

/** Addresses of a running stack: all a script needs. */
export interface StackAddresses {
  readonly deskUrl: string;
  readonly simulatorUrl: string;
}

export interface JsonResponse<T> {
  readonly status: number;
  readonly body: T;
}

/** Published test values, what a caller would key in. Never printed. */
export const KEYS: Readonly<Record<string, string>> = {
  'payment-card-number': '4111111111111111',
  'expiration-date': '1230',
  'security-code': '123',
  'postal-code': '94105',
  'bank-routing-number': '110000000',
  'bank-account-number': '123456789',
};

/** One person at a terminal: a signed-in agent, and the caller through the simulator's control API. */
export class Script {
  readonly #addresses: StackAddresses;
  readonly #accessToken: string;
  #callSid: string | undefined;

  private constructor(addresses: StackAddresses, accessToken: string) {
    this.#addresses = addresses;
    this.#accessToken = accessToken;
  }

  static async signIn(addresses: StackAddresses, username: string, role?: Role): Promise<Script> {
    const { body } = await request<{ accessToken: string }>(`${addresses.deskUrl}/dev/session`, 'POST', {
      username,
      ...(role ? { role } : {}),
    });
    return new Script(addresses, body.accessToken);
  }

  /** Opens the desk and takes calls. */
  async goOnline(): Promise<void> {
    await this.post('/token');
    await this.post('/presence', { state: 'online' });
  }

  post<T = PaySession>(path: string, body?: unknown): Promise<JsonResponse<T>> {
    return request<T>(`${this.#addresses.deskUrl}/api${path}`, 'POST', body, this.#accessToken);
  }

  get<T = PaySessionRecord>(path: string): Promise<JsonResponse<T>> {
    return request<T>(`${this.#addresses.deskUrl}/api${path}`, 'GET', undefined, this.#accessToken);
  }

  /** What a browser would save: the text of an export. */
  async download(path: string): Promise<string> {
    const headers = { Authorization: `Bearer ${this.#accessToken}` };
    return (await fetch(`${this.#addresses.deskUrl}/api${path}`, { headers })).text();
  }

  /** Hangs up the call before, if any, and rings again: an agent is rung for one call at a time. */
  async call(): Promise<string> {
    await this.hangUp();
    const { body } = await this.simulator<{ callSid: string }>('POST', '/calls', { answer: 'headless' });
    this.#callSid = body.callSid;
    return body.callSid;
  }

  async hangUp(): Promise<void> {
    if (this.#callSid) await this.simulator('POST', `/calls/${this.#callSid}/hangup`);
  }

  simulator<T>(method: string, path: string, body?: unknown): Promise<JsonResponse<T>> {
    return request<T>(`${this.#addresses.simulatorUrl}/simulator${path}`, method, body);
  }

  /** Asks for one field, keys it in and waits until it is accepted. */
  async capture(session: PaySession, capture: Capture, digits = KEYS[capture] ?? ''): Promise<PaySession> {
    const asked = await this.post('/updatePaySession', { paySid: session.paySid, capture });
    if (asked.status !== 202) throw new Error(`Failed to ask for ${capture}: ${JSON.stringify(asked)}`);
    await this.simulator('POST', `/calls/${session.callSid}/digits`, { digits: `${digits}#` });
    return this.until(session.paySid, ({ captured }) => captured[capture] !== undefined);
  }

  /** Reads the session until it is as wanted; gives up with what it read last. */
  async until(paySid: string, wanted: (session: PaySessionRecord) => boolean): Promise<PaySessionRecord> {
    const giveUpAt = Date.now() + 30_000;
    for (;;) {
      const { status, body } = await this.get(`/paySessions/${paySid}`);
      if (status === 200 && wanted(body)) return body;
      if (Date.now() > giveUpAt) throw new Error(`Failed to wait: the session is ${JSON.stringify(body)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** From start to end: every field the session requires, then submit. `keys` are values other than the usual ones. */
  async pay(
    start: Readonly<Record<string, unknown>>,
    keys: Readonly<Partial<Record<Capture, string>>> = {},
  ): Promise<PaySessionRecord> {
    const started = await this.post('/startPaySession', start);
    if (started.status !== 201) throw new Error(`Failed to start: ${JSON.stringify(started)}`);
    let session: PaySession = started.body;
    for (let field = session.required[0]; field; field = session.required[0]) {
      session = await this.capture(session, field, keys[field]);
    }
    const { status } = await this.post('/completePaySession', { paySid: session.paySid });
    if (status !== 202) throw new Error(`Failed to complete: HTTP ${status}`);
    return this.until(session.paySid, ({ state }) => FINAL.includes(state));
  }
}

const FINAL: readonly PaySession['state'][] = ['succeeded', 'failed', 'cancelled'];

async function request<T>(
  url: string,
  method: string,
  body?: unknown,
  token?: string,
): Promise<JsonResponse<T>> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as T };
}
