import { SyncClient, type SyncDocument } from 'twilio-sync';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { sendHttp } from '#lambdas/platform/http-request.ts';
import { identityOf } from '#lambdas/twilio/identity.ts';
import { KEYS } from '#test/local/support/script.ts';
import { shutDown } from '#test/support/sync-events.ts';

/** Where a caller and the agent find each other. */
export interface BenchAddresses {
  /** The API, `http://127.0.0.1:3000/api`. */
  readonly apiUrl: string;
  readonly simulatorUrl: string;
}

interface Leg {
  readonly parentCallSid?: string;
  readonly status: string;
  readonly to: string;
}

type Seen = Pick<PaySession, 'captured' | 'state'>;

/** A payment without a result within this time has failed. */
const PATIENCE_MS = 60_000;

/** An agent at a desk: a token, a live connection, and requests as the page makes them. */
export class BenchAgent {
  readonly #addresses: BenchAddresses;
  readonly #name: string;
  readonly #accessToken: string;
  #sync!: SyncClient;

  private constructor(addresses: BenchAddresses, name: string, accessToken: string) {
    this.#addresses = addresses;
    this.#name = name;
    this.#accessToken = accessToken;
  }

  /** @param accessToken what the sign-in gave; the floor needs none */
  static async online(addresses: BenchAddresses, name: string, accessToken = ''): Promise<BenchAgent> {
    const agent = new BenchAgent(addresses, name, accessToken);
    const { token } = await agent.#post<{ token: string }>('/token');
    await agent.#post('/presence', { state: 'online' });
    const uri = `${addresses.simulatorUrl.replace('http', 'ws')}/v3/wsconnect`;
    agent.#sync = new SyncClient(token, { Twilsock: { uri }, logLevel: 'silent' } as object);
    return agent;
  }

  close(): Promise<void> {
    return shutDown(this.#sync);
  }

  /**
   * A caller rings, and whichever of the agents answers takes one payment, to its result, and hangs up. Nothing is polled: every
   * state arrives through Sync.
   *
   * @param settled waits after each step, for whoever wants one step at a time
   */
  static async takePayment(
    agents: readonly BenchAgent[],
    settled: () => Promise<unknown> = async () => {},
  ): Promise<void> {
    const [first] = agents;
    if (!first) throw new Error('Failed to take a payment: there are no agents.');
    const call = { answer: 'headless' };
    const placed = await first.#control<{ callSid: string; answeredBy?: string }>('/calls', call);
    const { callSid } = placed;
    const answeredBy = placed.answeredBy ?? (await first.#answererOf(callSid));
    const agent = agents.find((one) => answeredBy === `client:${identityOf(one.#name)}`);
    if (!agent) throw new Error(`Failed to take a payment: nobody answered (${answeredBy}).`);
    await agent.#takePayment(callSid, settled);
  }

  /** When dozens call at once, some are answered later than the simulator waits for it. */
  async #answererOf(callSid: string): Promise<string | undefined> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (Date.now() < giveUpAt) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const response = await fetch(`${this.#addresses.simulatorUrl}/simulator/calls`);
      const legs = (await response.json()) as readonly Leg[];
      const own = legs.find((leg) => leg.parentCallSid === callSid && leg.status === 'in-progress');
      if (own) return own.to;
    }
    return undefined;
  }

  async #takePayment(callSid: string, settled: () => Promise<unknown>): Promise<void> {
    try {
      await settled();
      const session = await this.#post<PaySession>('/startPaySession', { callSid, chargeAmount: '12.00' });
      const { paySid } = session;
      // What is being keyed in has one of its own; the floor has a single one.
      const names = [session.document, ...(session.typing ? [session.typing] : [])];
      const documents = await Promise.all(
        names.map((id) => this.#sync.document({ id, mode: 'open_existing' })),
      );
      const [document] = documents as [SyncDocument];
      await settled();
      for (const capture of session.required) {
        await this.#post('/updatePaySession', { paySid, capture });
        await settled();
        const captured = until(document, (seen) => seen.captured[capture] !== undefined);
        await this.#control(`/calls/${callSid}/digits`, { digits: `${KEYS[capture] ?? ''}#` });
        await captured;
        await settled();
      }
      const over = until(document, ({ state }) => state === 'succeeded');
      await this.#post('/completePaySession', { paySid });
      await over;
      await settled();
      for (const each of documents) each.close();
    } finally {
      await this.#control(`/calls/${callSid}/hangup`);
      await settled();
    }
  }

  #post<T = unknown>(path: string, body: unknown = {}): Promise<T> {
    return post<T>(`${this.#addresses.apiUrl}${path}`, body, {
      authorization: `Bearer ${this.#accessToken}`,
    });
  }

  #control<T = unknown>(path: string, body: unknown = {}): Promise<T> {
    return post<T>(`${this.#addresses.simulatorUrl}/simulator${path}`, body);
  }
}

async function post<T>(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const { status, text } = await sendHttp(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    timeoutMs: PATIENCE_MS,
  });
  if (status >= 300) throw new Error(`Failed to take a payment: ${url} returned ${status}. ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Resolves when the document shows what is wanted. */
function until(document: SyncDocument, wanted: (seen: Seen) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      document.removeListener('updated', look);
    };
    const look = () => {
      if (!wanted(document.data as Seen)) return;
      stop();
      resolve();
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Failed to take a payment: it is ${JSON.stringify(document.data)}.`));
    }, PATIENCE_MS);
    document.on('updated', look);
    look();
  });
}
