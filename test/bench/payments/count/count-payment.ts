import { globalAgent } from 'node:http';
import { ENV } from '#lambdas/contract/environment.ts';
import { PATHS } from '#lambdas/contract/routes.ts';
import { PHONE_NUMBER } from '#local/handler-environment.ts';
import type { RequestLogEntry } from '#simulator/services.ts';
import { startStack } from '#test/local/support/start-stack.ts';
import { BenchAgent } from '../caller.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { DatabaseMeter } from './database-meter.ts';
import { type Amounts, Tally } from './tally.ts';
import { watchRequests } from './watch-requests.ts';

/** What one payment costs, from ring to hang-up. */
export interface PaymentCounts {
  /** Requests to DynamoDB by operation and kind of item. */
  readonly database: Amounts;
  readonly writeUnits: Amounts;
  readonly readUnits: Amounts;
  /** Bytes of billed storage that there are more of afterwards, by what wrote them. */
  readonly storedBytes: Amounts;
  /** Requests to Twilio's REST API. */
  readonly twilio: Amounts;
  /** Requests from Twilio by kind, the connector's among them. */
  readonly webhooks: Amounts;
  /** Requests served by route: each is one request to API Gateway and one Lambda invocation. */
  readonly invocations: Amounts;
  readonly logLines: number;
  /** As if every time in them had two digits. */
  readonly logBytes: number;
}

const AGENTS = 5;

/**
 * Counts a card payment with four fields while five agents are online and nothing else goes on. The one before it, and
 * therefore every client and cache, is not counted. Each step waits until the one before has had all its consequences,
 * because two at once cost a lost race now and then.
 */
export async function countPayment(): Promise<PaymentCounts> {
  const output = captureOutput();
  const stack = await startStack({ log: 'stdout', repeat: () => () => {} }); // no sweep
  const database = new DatabaseMeter();
  const twilio = new Tally();
  let atTheDesk: Promise<unknown> = Promise.resolve();
  const proxies = {
    database: await startCountingProxy(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '', database.pass),
    twilio: await startCountingProxy(stack.simulator.url, (passing, forward) => {
      twilio.add(operationOf(passing.method, passing.path));
      return forward(passing);
    }),
    // A webhook that overtakes the response to the desk's request costs a lost race.
    api: await startCountingProxy(stack.deskUrl, async (passing, forward) => {
      if (!passing.headers.authorization?.startsWith('Bearer')) {
        await atTheDesk;
        return forward(passing);
      }
      const response = forward(passing);
      atTheDesk = response;
      return response;
    }),
  };
  const apiUrl = `${proxies.api.url}/api`;
  // Handlers read these at their first request.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: proxies.database.url,
    [ENV.publicBaseUrl]: apiUrl,
    [ENV.twilioApiBaseUrl]: proxies.twilio.url,
    [ENV.twilioSyncBaseUrl]: proxies.twilio.url,
  });
  stack.simulator.configure({
    phoneNumbers: [{ phoneNumber: PHONE_NUMBER, voiceUrl: apiUrl + PATHS.twiml }],
  });
  const watch = watchRequests();
  const agents: BenchAgent[] = [];
  try {
    const addresses = { apiUrl, simulatorUrl: stack.simulator.url };
    for (let index = 0; index < AGENTS; index += 1) {
      const name = `agent${index}`;
      agents.push(await BenchAgent.online(addresses, name, await stack.devSession(name)));
    }
    await BenchAgent.takePayment(agents, watch.idle);
    database.clear();
    twilio.clear();
    stack.simulator.requests.clear();
    output.clear();
    await BenchAgent.takePayment(agents, watch.idle);

    const log = output.text();
    return {
      database: database.requests.list(),
      writeUnits: database.writeUnits.list(),
      readUnits: database.readUnits.list(),
      storedBytes: database.storedBytes.list(),
      twilio: twilio.list(),
      webhooks: countBy(stack.simulator.requests.list({ kind: SENT }), kindOf),
      invocations: countBy(
        linesOf(log).filter(({ message }) => message === 'served'),
        ({ route }) => route ?? '',
      ),
      logLines: linesOf(log).length,
      logBytes: Buffer.byteLength(log.replace(/("(?:ageM|m)illiseconds":)-?\d+/g, '$199')),
    };
  } finally {
    output.release();
    watch.stop();
    await Promise.all(agents.map((agent) => agent.close()));
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    globalAgent.destroy(); // the proxies' idle connections, which the stack would wait for
    await stack.remove();
  }
}

/** `POST /Calls/{CA}/Payments.json`: without account, service and names. */
function operationOf(method: string, path: string): string {
  const place = path
    .replace(/^\/(2010-04-01\/Accounts|v1\/Services)\/\w+/, '')
    .replace(/\/([A-Z]{2})[0-9a-f]{32}/g, '/{$1}')
    .replace(/\/(Documents|Permissions)\/[^/?]+/g, '/$1/{name}')
    .replace(/\?.*/, '');
  return `${method} ${place}`;
}

/** What Twilio sends; what it is asked is counted by the proxy in front of it. */
const SENT = ['voice', 'callStatus', 'payment', 'connector'] as const;

/** `callStatus completed`, `payment partial`, `payment payment-card-number`, `payment success`. */
function kindOf({ kind, parameters }: RequestLogEntry): string {
  const { CallStatus: call, PartialResult: partial, Result: result, Capture: capture } = parameters;
  if (kind !== 'payment') return call ? `${kind} ${call}` : kind;
  return `${kind} ${partial === 'true' ? 'partial' : (result ?? capture ?? 'started')}`;
}

function countBy<T>(values: readonly T[], nameOf: (value: T) => string): Amounts {
  const tally = new Tally();
  for (const value of values) tally.add(nameOf(value));
  return tally.list();
}

function linesOf(log: string): readonly { readonly message: string; readonly route?: string }[] {
  return log.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
}

/** Keeps what this process writes to stdout, instead of printing it. */
function captureOutput() {
  const { write } = process.stdout;
  let written = '';
  process.stdout.write = ((chunk: string | Uint8Array) => {
    written += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  }) as typeof write;
  return {
    text: () => written,
    clear() {
      written = '';
    },
    release() {
      process.stdout.write = write;
    },
  };
}
