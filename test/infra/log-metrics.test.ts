import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LOG_METRICS, type LogMetric } from '#infra/log-metrics.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import { JOBS } from '#lambdas/contract/jobs.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { deliverDue, deliverEvent } from '#lambdas/deliver/deliver.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { handler as seal } from '#lambdas/seal/index.ts';
import { createDeliveriesStore } from '#lambdas/stores/deliveries-store.ts';
import { CHECKPOINT } from '#lambdas/stores/tlog-store.ts';
import { reportLine } from '#lambdas/sweep/report-line.ts';
import { sweep } from '#lambdas/sweep/sweep.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import { events, hashFor, payment, record } from '#test/support/stream-records.ts';
import { createRandom } from '../prove/random.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../prove/stack/database-proxy.ts';
import { ANA, BEN, type Form, type HandlerHouse, newSid, openHouse, SAM } from '../support/handler-house.ts';

type Line = Readonly<Record<string, unknown>>;

const HOUR = 3_600_000;
const HANDLERS = [...ROUTES, ...JOBS].map(({ name }): string => name);
const lines: Line[] = [];
let house: HandlerHouse;
let database: DatabaseProxy;

beforeAll(async () => {
  house = await openHouse();
  database = await startDatabaseProxy(createRandom(1, 'log metrics'));
  database.target = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  process.env.AWS_ENDPOINT_URL_DYNAMODB = database.url;
  process.env[ENV.logLevel] = 'info';
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    for (const line of String(chunk).split('\n')) if (line.startsWith('{')) lines.push(JSON.parse(line));
    return true;
  });
  try {
    await letEverythingHappen();
  } finally {
    stdout.mockRestore();
  }
}, 60_000);

afterAll(async () => {
  await house.close();
  await database.close();
});

describe('a metric from logs', () => {
  it.each(Object.entries<LogMetric>(LOG_METRICS))('%s counts a line that handlers write', (_, metric) => {
    expect(lines.filter((line) => counts(metric, line))).not.toEqual([]);
  });
});

describe('a log line', () => {
  it('says which handler wrote it, because all write to one log', () => {
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter(({ route }) => !HANDLERS.includes(String(route)))).toEqual([]);
  });
});

/** Matches a line as CloudWatch does with the filter pattern of the metric. */
function counts({ value, byCode, everywhere, ...terms }: LogMetric, line: Line): boolean {
  return (
    Object.entries(terms).every(([field, term]) => line[field] === term) &&
    (!value || typeof line[value] === 'number') &&
    (!byCode || typeof line.code === 'string')
  );
}

/** Payments that end in every way, and one failure of each kind. */
async function letEverythingHappen(): Promise<void> {
  await ended({ Result: 'success', PaymentConfirmationCode: 'ch_1' });
  await ended({ Result: 'payment-connector-error' });
  await ended({ Result: 'transaction-cancelled' });

  const paySid = await started();
  await house.callback(paySid, {
    ...CARD,
    ErrorType: 'invalid-card-number',
    DateUpdated: new Date().toISOString(),
  });
  await house.invoke('statusCallback', { body: 'Sid=PK', headers: {} });
  await house.desk('updatePaySession', BEN, { paySid, capture: 'security-code' });
  house.twilio.next(/Documents/, { status: 400, body: { code: 20001 } });
  await house.desk('updatePaySession', ANA, { paySid, capture: 'payment-card-number' });
  house.twilio.next(/Payments/, ...UNAVAILABLE);
  await house.desk('updatePaySession', ANA, { paySid, capture: 'payment-card-number' });

  await whileFailing('Sessions', () =>
    house.callback(paySid, { ...CARD, PaymentCardNumber: 'xxxxxxxxxxxx1111' }),
  );
  await whileFailing('Audit', () => read(paySid));
  await createDocumentClient().send(new DeleteCommand({ TableName: 'Audit', Key: { paySid, sequence: 1 } }));
  await read(paySid);

  await callersComeAndGo();

  await othersAreNotReached(paySid);

  await somebodyWritesToTheTrail();

  await started();
  const stuck = await started();
  await sweepAfter(HOUR / 60);
  house.twilio.next(new RegExp(stuck), ...UNAVAILABLE);
  await sweepAfter(HOUR);
}

/** The bus takes nothing, and an endpoint is gone: one delivery is given up, and the endpoint left alone. */
async function othersAreNotReached(paySid: string): Promise<void> {
  await real.outbox().mark(paySid);
  house.bus.next(...Array.from({ length: 40 }, () => 'fail' as const));
  await sweepAfter(HOUR / 10);
  const [event] = house.bus.events;
  if (!event) throw new Error('Nobody was told of anything.');
  let now = Date.now();
  const clock = { now: () => new Date(now), sleep: async () => {} };
  const needs = {
    clock,
    deliveries: createDeliveriesStore({ clock, dynamo: createDynamo() }, 'Sessions'),
    endpoints: [{ name: 'crm', url: 'https://crm.example.com/' }],
    secrets: { of: async () => ['a'.repeat(44)] },
    send: async () => ({ status: 500 }),
  };
  const log = createLog().with({ route: 'deliver' });
  await deliverEvent(needs, event, log);
  for (let hour = 0; hour < 24 * 5; hour += 1) {
    now += HOUR;
    await deliverDue(needs, log, () => true);
  }
  await deliverEvent(
    { ...needs, send: async () => ({ status: 410 }) },
    { ...event, id: `${event.id}1` },
    log,
  );
  now += HOUR;
  await deliverDue({ ...needs, send: async () => ({ status: 410 }) }, log, () => true);
}

/** An event is changed, another put without a hash, and then the log's checkpoint is not what it was. */
async function somebodyWritesToTheTrail(): Promise<void> {
  const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 55_000 };
  const changed = record('MODIFY', { paySid: payment(1), sequence: 1, hash: hashFor(2) });
  const unsealed = record('INSERT', { paySid: payment(2), sequence: 1 });
  await seal({ Records: [...events(1, 1, 2), changed, unsealed] }, context);
  await writeFile(join(process.env[ENV.tlogFolder] ?? '', CHECKPOINT), 'Nobody signed this.');
  await expect(seal({ Records: [...events(1, 3, 3)] }, context)).rejects.toThrow(/checkpoint/);
}

/** Somebody gives up, somebody is sent away, and nobody takes the calls that ring. */
async function callersComeAndGo(): Promise<void> {
  await house.desk('presence', ANA, { state: 'offline' });
  const waiting = newSid('CA');
  await house.webhook('twiml', { CallSid: waiting });
  await reportLine({ clock: real.clock(), queue: real.queue() }, createLog().with({ route: 'sweep' }));
  await house.webhook('twiml', { CallSid: waiting, QueueResult: 'hangup' }, {}, '/leftQueue');
  await house.webhook('twiml', { CallSid: newSid('CA'), QueueResult: 'queue-full' }, {}, '/leftQueue');
  for (const CallStatus of ['busy', 'no-answer']) {
    await house.desk('presence', ANA, { state: 'online' });
    const callSid = newSid('CA');
    const { text } = await house.webhook('twiml', { CallSid: callSid });
    const ring = /\?ring=\d+/.exec(text)?.[0] ?? '';
    const leg = { CallSid: newSid('CA'), ParentCallSid: callSid, To: 'client:ana', CallStatus };
    await house.webhook('callStatus', leg, {}, ring);
    await house.webhook('callStatus', { CallSid: callSid, CallStatus: 'completed' });
  }
}

/** One for each attempt of a request. */
const UNAVAILABLE = Array.from({ length: 4 }, () => ({ status: 503 }));
const CARD = { Capture: 'payment-card-number', PartialResult: 'false', Required: 'security-code' };

async function started(): Promise<string> {
  const callSid = await house.answeredCall();
  return (await house.desk('startPaySession', ANA, { callSid, chargeAmount: '12.00' })).json.paySid;
}

async function ended(result: Form): Promise<void> {
  await house.callback(await started(), { ...result, DateUpdated: new Date().toISOString() });
}

function read(paySid: string) {
  return house.desk('getPaySession', SAM, undefined, { pathParameters: { paySid } });
}

async function whileFailing(table: 'Audit' | 'Sessions', run: () => Promise<unknown>): Promise<void> {
  database.faults = { probability: 1, failures: ['throttled'], table };
  await run();
  database.faults = undefined;
}

/** As the sweep's handler does, at a later time. */
async function sweepAfter(milliseconds: number): Promise<void> {
  const services = {
    calls: real.calls(),
    clock: { now: () => new Date(Date.now() + milliseconds), sleep: async () => {} },
    documents: real.documents(),
    bus: real.bus(),
    ceilings: real.ceilings(),
    counting: real.counting(),
    outbox: real.outbox(),
    listing: real.listing(),
    open: real.open(),
    payments: real.payments(),
    sessions: real.sessions(),
    trail: real.trail(),
    twilioCalls: real.twilioCalls(),
  };
  await sweep(services, createLog().with({ route: 'sweep' }), () => 55_000);
}
