import type { Capture, PaySession, PaySessionRecord, Role } from '#lambdas/contract/desk-api.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import type { ProveStack } from './start-stack.ts';

export interface AgentResponse {
  readonly status: number;
  readonly text: string;
}

/** Receives every response an agent gets: the request's address, and the whole response with its headers. */
export type Listener = (where: string, content: string) => void;

export interface AgentRequest {
  readonly method: string;
  /** Below the desk's address: `/api/token`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const FINAL: readonly string[] = ['succeeded', 'failed', 'cancelled', 'unknown'];
const LOOK_FIRST_MS = 40;
const LOOK_EVERY_MS = 400;
/** The wait a 429 requires: a campaign reads faster than any person may. */
const TOLD_TO_WAIT_MS = 1_000;

/** A signed-in agent who calls the API as the desk would, and presses the caller's keys. */
export class Agent {
  readonly username: string;
  readonly #stack: ProveStack;
  readonly #accessToken: string;
  readonly #listen: Listener;
  /** Where its requests go: `/api`, or a panel's part of it. */
  readonly #api: string;
  #callSid: string | undefined;

  private constructor(
    stack: ProveStack,
    username: string,
    accessToken: string,
    listen: Listener,
    api = '/api',
  ) {
    this.#stack = stack;
    this.username = username;
    this.#accessToken = accessToken;
    this.#listen = listen;
    this.#api = api;
  }

  static async signIn(
    stack: ProveStack,
    username: string,
    listen: Listener = () => {},
    role: Role = 'agent',
  ): Promise<Agent> {
    const response = await fetch(`${stack.deskUrl}/dev/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, role }),
    });
    const { accessToken } = (await response.json()) as { accessToken: string };
    const agent = new Agent(stack, username, accessToken, listen);
    if (role === 'agent') await agent.post('/token');
    if (role === 'agent') await agent.post('/presence', { state: 'paused' });
    return agent;
  }

  /**
   * An agent of another system, in a panel that is open on a call which somebody else's softphone took; undefined when a grant was
   * refused.
   */
  static async inPanel(stack: ProveStack, listen: Listener, asked: object = {}): Promise<Agent | undefined> {
    const post = async <T>(url: string, init: RequestInit): Promise<T> => {
      const response = await fetch(url, { method: 'POST', ...init });
      const text = await response.text();
      listen(`POST ${new URL(url).pathname}`, text);
      return parse<T>(text);
    };
    const json = (body: object, authorization = '') => ({
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
    const client = await post<{ clientId: string; clientSecret: string; tokenUrl: string }>(
      `${stack.deskUrl}/dev/client`,
      json({ name: 'acme' }),
    );
    const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    const { access_token: accessToken } = await post<{ access_token: string }>(client.tokenUrl, {
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'desk/grant' }),
    });
    const { callSid } = await post<{ callSid: string }>(
      `${stack.simulatorUrl}/simulator/calls`,
      json({ answer: 'elsewhere' }),
    );
    const terms = { agent: 'ana', reference: 'INV-1', currency: 'USD', maxAmount: '5000.00', callSid };
    const { grant } = await post<{ grant?: string }>(
      `${stack.deskUrl}/api/panel/grants`,
      json({ ...terms, origin: 'https://acme.example', ...asked }, `Bearer ${accessToken}`),
    );
    if (grant === undefined) return undefined;
    const { token } = await post<{ token: string }>(`${stack.deskUrl}/api/panel/open`, json({ grant }));
    return new Agent(stack, 'ana via acme', token, listen, '/api/panel');
  }

  async send({ method, path, headers = {}, body }: AgentRequest): Promise<AgentResponse> {
    const response = await fetch(`${this.#stack.deskUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${this.#accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    // The path may contain something pasted into it; its first part is enough.
    const where = `${method} ${path
      .split('?')[0]
      ?.split('/')
      .slice(0, 3)
      .join('/')
      .replace(/\d{4,}/g, '…')}`;
    this.#listen(where, [...response.headers].map((pair) => pair.join(': ')).join('\n'));
    this.#listen(where, text);
    return { status: response.status, text };
  }

  async post<T = PaySession>(path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const { status, text } = await this.send({
      method: 'POST',
      path: `${this.#api}${path}`,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status, body: parse<T>(text) };
  }

  /** Retries after a pause while the API returns 429. */
  async get<T = PaySessionRecord>(path: string): Promise<{ status: number; body: T }> {
    for (;;) {
      const { status, text } = await this.send({ method: 'GET', path: `${this.#api}${path}` });
      if (status !== 429) return { status, body: parse<T>(text) };
      await pause(TOLD_TO_WAIT_MS);
    }
  }

  /** The current call, or a new one that rings and is answered. */
  async call(): Promise<string> {
    if (this.#callSid) {
      const { status } = (await this.control('GET', `/calls/${this.#callSid}`)) as { status?: string };
      if (status === 'in-progress') return this.#callSid;
    }
    return this.newCall();
  }

  /** A call that rings and is answered. The one before must be over: an agent has one at a time. */
  async newCall(): Promise<string> {
    this.#callSid = await this.#ring();
    return this.#callSid;
  }

  async hangUp(): Promise<void> {
    if (this.#callSid) await this.control('POST', `/calls/${this.#callSid}/hangup`);
    this.#callSid = undefined;
  }

  /** Presses the caller's keys. A call that has ended is left alone. */
  press(callSid: string, digits: string): Promise<unknown> {
    return this.control('POST', `/calls/${callSid}/digits`, { digits });
  }

  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#stack.simulatorUrl}/simulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return parse(await response.text());
  }

  /** Asks for one field and keys it in; resolves when the field has an outcome, or with undefined if that takes too long. */
  async capture(session: PaySession, capture: Capture, digits: string): Promise<PaySession | undefined> {
    const asked = await this.post('/updatePaySession', { paySid: session.paySid, capture });
    if (asked.status !== 202) return undefined;
    await this.press(session.callSid, digits);
    return this.until(
      session.paySid,
      ({ state, capturing }) => FINAL.includes(state) || capturing?.field !== capture,
    );
  }

  /** Reads the session until it is as wanted; undefined if that does not happen in time. */
  async until(
    paySid: string,
    wanted: (session: PaySessionRecord) => boolean,
    patienceMs = 15_000,
  ): Promise<PaySessionRecord | undefined> {
    const giveUpAt = Date.now() + patienceMs;
    let wait = LOOK_FIRST_MS;
    do {
      const { status, body } = await this.get(`/paySessions/${paySid}`);
      if (status === 200 && wanted(body)) return body;
      await pause(wait);
      wait = Math.min(wait * 1.5, LOOK_EVERY_MS);
    } while (Date.now() < giveUpAt);
    return undefined;
  }

  finished(paySid: string, patienceMs?: number): Promise<PaySessionRecord | undefined> {
    return this.until(paySid, ({ state }) => FINAL.includes(state), patienceMs);
  }

  /** One at a time: a call rings whoever has waited longest, so only this agent may be waiting. */
  #ring(): Promise<string> {
    const rung = turn.then(() => this.#ringAlone());
    turn = rung.catch(() => undefined);
    return rung;
  }

  async #ringAlone(): Promise<string> {
    await this.post('/presence', { state: 'online' });
    try {
      for (let attempt = 0; attempt < 40; attempt += 1) {
        const { callSid, status } = (await this.control('POST', '/calls', {
          answer: 'headless',
          identity: identityOf(this.username),
        })) as { callSid: string; status: string };
        if (status === 'in-progress') return callSid;
        await this.control('POST', `/calls/${callSid}/hangup`);
        await pause(100);
      }
      throw new Error('Failed to place a call: no agent could be rung.');
    } finally {
      await this.post('/presence', { state: 'paused' });
    }
  }
}

let turn: Promise<unknown> = Promise.resolve();

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined as T;
  }
}
