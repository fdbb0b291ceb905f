import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import { createSeededChance } from '#simulator/chance.ts';
import { createManualClock } from '#simulator/clock.ts';
import { createSimulator } from '#simulator/index.ts';
import type { Call, CallStatus, SimulatorOptions } from '#simulator/services.ts';

export const NUMBER = '+14155550100';

type Webhook = Readonly<Record<string, string>> & { readonly path: string };
/** TwiML or a status to return. */
type Answer = string | number | ((webhook: Webhook) => string | number);

/**
 * A whole simulator on port 0 with a stopped clock, and an application that responds by path and records its requests.
 * A request by GET is known as `GET /path`, its query as its parameters. It returns 204 for an unknown path.
 */
export async function openCallHouse(
  answers: Readonly<Record<string, Answer>>,
  {
    ownTime = false,
    ...options
  }: Pick<SimulatorOptions, 'settings' | 'profile' | 'phoneNumbers' | 'connectors' | 'log'> & {
    /** Leaves the time to the simulator, as its clock can be controlled then. */
    readonly ownTime?: boolean;
  } = {},
) {
  const webhooks: Webhook[] = [];
  const unsigned: string[] = [];
  const sounds = new Map<string, { readonly type: string; readonly body: string }>();
  const waiting = new Set<() => void>();
  const application = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const target = request.url ?? '';
    const form = Object.fromEntries(new URLSearchParams(body));
    const signature = String(request.headers['x-twilio-signature']);
    const { authToken } = simulator.account;
    if (!twilio.validateRequest(authToken, signature, `${applicationUrl}${target}`, form))
      unsigned.push(target);
    const isGet = request.method === 'GET';
    const { pathname, searchParams } = new URL(target, applicationUrl);
    const path = isGet ? `GET ${pathname}` : target;
    const webhook = { ...(isGet ? Object.fromEntries(searchParams) : form), path };
    webhooks.push(webhook);
    const sound = sounds.get(path);
    if (sound) {
      response.writeHead(200, { 'Content-Type': sound.type }).end(sound.body);
      return;
    }
    const answer = answers[path] ?? 204;
    const result = typeof answer === 'function' ? answer(webhook) : answer;
    if (typeof result === 'number') response.writeHead(result).end();
    else response.writeHead(200, { 'Content-Type': 'text/xml' }).end(result);
    for (const wake of waiting) wake();
  });
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  const applicationUrl = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
  const clock = createManualClock();
  const simulator = await createSimulator({
    port: 0,
    ...(ownTime ? {} : { clock }),
    chance: createSeededChance(1),
    phoneNumbers: [{ phoneNumber: NUMBER, voiceUrl: `${applicationUrl}/voice` }],
    ...options,
  });
  const client = twilio(simulator.account.accountSid, simulator.account.authToken);
  client.api.baseUrl = simulator.url;

  /** Lets pending I/O run until `look` returns a value; if it never does, the test's own time limit applies. */
  async function until<Value>(look: () => Value | undefined | false): Promise<Value> {
    for (;;) {
      const value = look();
      if (value !== undefined && value !== false) return value;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    simulator,
    client,
    clock,
    webhooks,
    unsigned,
    applicationUrl,
    until,
    /** The control API: status and decoded body. */
    async control(method: string, path: string, body?: unknown) {
      const response = await fetch(`${simulator.url}${path}`, {
        method,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    /** Places a call and returns its SID at once, without waiting for what happens to it. */
    async place(body: Readonly<Record<string, unknown>> = {}): Promise<string> {
      const placed = await this.control('POST', '/simulator/calls', body);
      return placed.body.callSid;
    },
    hasStatus: (callSid: string, status: CallStatus): Promise<Call> =>
      until(() => {
        const call = simulator.calls.find(callSid);
        return call?.status === status && call;
      }),
    /** Has the application return something other than TwiML for a path. */
    answerWith: (path: string, answer: { readonly type: string; readonly body: string }) =>
      void sounds.set(path, answer),
    children: (callSid: string) =>
      simulator.calls.list().filter(({ parentCallSid }) => parentCallSid === callSid),
    told: (path: string) => webhooks.filter((webhook) => webhook.path === path),
    async close() {
      await simulator.close();
      application.closeAllConnections();
      await new Promise((resolve) => application.close(resolve));
    },
  };
}

export type CallHouse = Awaited<ReturnType<typeof openCallHouse>>;

/** Lets what was begun go as far as it gets, or not so far with fewer turns. */
export async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
