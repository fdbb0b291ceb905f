import { createServer, type Server, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AUDIT_ACTIONS,
  DELIVERY_ACTIONS,
  LIST_ACTION,
  PERMISSIONS,
  SESSIONS_ACTIONS,
} from '#infra/permissions.ts';
import { TABLES } from '#lambdas/contract/tables.ts';
import { deliverDue, deliverEvent } from '#lambdas/deliver/deliver.ts';
import type { SignedInRequest } from '#lambdas/edge/signed-in.ts';
import { createDynamo } from '#lambdas/platform/dynamo.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { closeReport } from '#lambdas/records/close-report.ts';
import { sealMinute } from '#lambdas/seal/seal.ts';
import { keyOfSession } from '#lambdas/stores/session-item.ts';
import { sweep } from '#lambdas/sweep/sweep.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { askGrant, openPanel, setCall } from '../support/grants.ts';
import {
  ANA,
  connectorCredentials,
  type HandlerHouse,
  newSid,
  openHouse,
  SAM,
} from '../support/handler-house.ts';

/** `Audit PutItem` and the like, by handler. */
const used = new Map<string, Set<string>>();
let route = 'none';
let house: HandlerHouse;
let recorder: Server;

beforeAll(async () => {
  house = watched(await openHouse());
  recorder = await recordRequests();
  await useEverything();
}, 60_000);

afterAll(async () => {
  await house.close();
  recorder.closeAllConnections();
  await new Promise((resolve) => recorder.close(resolve));
});

describe('the rights of handlers', () => {
  it.each(Object.keys(PERMISSIONS).filter((name) => name !== 'configureTwilio'))(
    '%s uses what it may use, and nothing else',
    (name) => {
      const { audit = [], deliveries = [], lists = [], sessions = [] } = PERMISSIONS[name] ?? {};
      const granted = [
        ...audit.map((right) => AUDIT_ACTIONS[right].replace('dynamodb:', 'Audit ')),
        ...sessions.map((right) => SESSIONS_ACTIONS[right].replace('dynamodb:', 'Sessions ')),
        ...deliveries.map((right) =>
          DELIVERY_ACTIONS[right].replace('dynamodb:', right === 'due' ? 'Sessions/byStatus ' : 'Sessions '),
        ),
        ...lists.map((index) => LIST_ACTION.replace('dynamodb:', `Sessions/${index} `)),
      ];

      expect([...(used.get(name) ?? [])].sort()).toEqual([...new Set(granted)].sort());
    },
  );
});

/** Passes each handler's requests to DynamoDB through a server that records them. */
async function recordRequests(): Promise<Server> {
  const database = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const request = JSON.parse(body.toString('utf8')) as {
      readonly TableName?: string;
      readonly IndexName?: string;
      readonly RequestItems?: object;
    };
    const { TableName = Object.keys(request.RequestItems ?? {}).join(), IndexName } = request;
    const action = String(incoming.headers['x-amz-target']).split('.')[1];
    const notes = used.get(route) ?? new Set();
    used.set(route, notes.add(`${TableName}${IndexName ? `/${IndexName}` : ''} ${action}`));

    const onward = sendRequest(
      { host: database.hostname, port: database.port, method: 'POST', headers: incoming.headers },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
      },
    );
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

/** The same house, which notes the handler that is running. */
function watched(plain: HandlerHouse): HandlerHouse {
  const invoke = plain.invoke;
  plain.invoke = async (name, event) => {
    route = name;
    return invoke(name, event);
  };
  return plain;
}

/** Payments of every kind, so that handlers use every right they need. */
async function useEverything(): Promise<void> {
  expect(TABLES.map(({ name }) => name)).toEqual(['Audit', 'Sessions']);
  const done = await start();
  await house.desk('updatePaySession', ANA, { paySid: done, capture: 'payment-card-number' });
  await house.callback(done, {
    Capture: 'payment-card-number',
    PartialResult: 'true',
    PaymentCardNumber: 'xx',
    DateUpdated: new Date().toISOString(),
  });
  await house.callback(done, {
    Capture: 'payment-card-number',
    PartialResult: 'false',
    PaymentCardNumber: 'xxxxxxxxxxxx1111',
    Required: '',
    DateUpdated: new Date().toISOString(),
  });
  await house.desk('completePaySession', ANA, { paySid: done });
  await house.callback(`PK${'e'.repeat(32)}`, {
    CallSid: `CA${'e'.repeat(32)}`,
    DateCreated: new Date().toISOString(),
  });
  await house.desk('listPaySessions', SAM);
  for (const filter of [
    { agent: 'ana' },
    { state: 'active' },
    { reference: 'R' },
    { lastFour: '1111' },
    { brand: 'visa' },
    { callSid: `CA${'d'.repeat(32)}` },
  ])
    await house.desk('listPaySessions', SAM, undefined, { queryStringParameters: filter });
  await house.desk('listPaySessions', SAM, undefined, { queryStringParameters: { paySid: done } });
  for (const filter of [
    {},
    { agent: 'ana' },
    { state: 'active' },
    { reference: 'R' },
    { lastFour: '1111' },
    { brand: 'visa' },
    { callSid: `CA${'d'.repeat(32)}` },
    { paySid: done },
  ])
    await house.desk('searchPaySessions', SAM, filter);
  await house.desk('team', SAM);
  await house.desk('myDay', ANA, undefined, { queryStringParameters: { from: new Date().toISOString() } });
  const today = new Date().toISOString().slice(0, 10);
  await house.desk('reports', SAM, undefined, { queryStringParameters: { from: today, to: today } });
  await house.desk('accessLog', SAM);
  await house.desk('searchAccessLog', SAM, { by: 'sam' });
  route = 'none';
  await real
    .trail()
    .append(done, () => ({ type: 'abandoned', reason: 'Kept state left behind', by: 'system' }));
  await house.desk('getPaySession', SAM, undefined, { pathParameters: { paySid: done } });

  await house.desk('getSeal', ANA, undefined, { pathParameters: { paySid: done } });

  const doubtful = await start();
  await house.callback(doubtful, { Result: 'payment-connector-error', PayErrorCode: '64008' });
  await house.desk('toResolve', SAM);
  await closeToday();
  await keepNewer(doubtful);
  await house.desk('resolvePaySession', SAM, { paySid: doubtful, finding: 'charged', note: 'It is there' });

  await payInPanel();

  const left = await start();
  await keepNewer(left);
  house.twilio.next(new RegExp(left), { status: 400, body: { code: 64018 } });
  await house.desk('updatePaySession', ANA, { paySid: left, capture: 'payment-card-number' });
  await house.desk('cancelPaySession', SAM, { paySid: left, reason: 'The caller asked for it' });
  await house.webhook('callStatus', {
    CallSid: `CA${'d'.repeat(32)}`,
    CallStatus: 'completed',
    To: '+12025550142',
  });
  const waiting = newSid('CA');
  await house.desk('presence', ANA, { state: 'offline' });
  await house.webhook('twiml', { CallSid: waiting });
  await house.webhook('twiml', { CallSid: waiting }, {}, '/waiting');
  const talking = await house.answeredCall();
  const leg = { CallSid: newSid('CA'), ParentCallSid: talking, To: 'client:ana' };
  await house.webhook('callStatus', { ...leg, CallStatus: 'completed' });
  await house.desk('getCall', ANA, undefined, { pathParameters: { callSid: talking } });
  await pay();
  await pay();
  await start();
  await deliver();
  route = 'seal';
  await sealMinute(
    { auditSlices: real.auditSlices(), tlog: real.tlog() },
    createLog(() => {}),
    () => 55_000,
    true,
  );
  route = 'sweep';
  await real.outbox().mark(done);
  // The first brings the list up to date, the second ends what is overdue.
  for (const minutes of [60, 61]) {
    const now = new Date(Date.now() + minutes * 60_000);
    await sweep(
      { ...sweepNeeds(), clock: { now: () => now, sleep: async () => {} } },
      createLog(() => {}),
      () => 55_000,
    );
  }
}

/** An event that does not arrive, is tried again, listed, and sent again to an endpoint that is off. */
async function deliver(): Promise<void> {
  const [event] = house.bus.events;
  if (!event) throw new Error('Nobody was told of anything.');
  let now = Date.now();
  const needs = {
    clock: { now: () => new Date(now), sleep: async () => {} },
    deliveries: real.deliveries(),
    endpoints: [{ name: 'crm', url: 'https://crm.example.com/' }],
    secrets: { of: async () => ['a'.repeat(44)] },
    send: async () => ({ status: 410 }),
  };
  const log = createLog(() => {});
  route = 'deliver';
  await deliverEvent(needs, event, log);
  await house.desk('listDeliveries', SAM);
  await house.desk('resendDelivery', SAM, { eventId: event.id, endpoint: 'crm' });
  route = 'deliver';
  now += 60_000;
  await deliverDue(needs, log, () => true);
}

/** A close of today, as it can be made tomorrow, and the report that shows it. */
async function closeToday(): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const asked = { from: today, to: today, zone: 'UTC' };
  const now = new Date(Date.now() + 24 * 60 * 60_000);
  route = 'closeReport';
  await closeReport({
    clock: { now: () => now, sleep: async () => {} },
    closes: real.closes(),
    listing: real.listing(),
    rules: real.rules(),
    totals: real.totals(),
  })({
    body: JSON.stringify(asked),
    caller: SAM,
    requestId: 'request-1',
    log: createLog(() => {}),
  } as unknown as SignedInRequest);
  await house.desk('reports', SAM, undefined, { queryStringParameters: asked });
}

/** As if somebody else had just kept a newer state: a handler that cannot keep its own reads the kept one to learn why. */
async function keepNewer(paySid: string): Promise<void> {
  route = 'none';
  await createDynamo().update({
    TableName: 'Sessions',
    Key: { pk: keyOfSession(paySid) },
    UpdateExpression: 'SET #version = :newer',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':newer': 1_000 },
  });
}

let orders = 0;

async function start(): Promise<string> {
  orders += 1;
  const callSid = await house.answeredCall();
  const request = {
    callSid,
    chargeAmount: '12.00',
    reference: `order ${orders}`,
    securityCode: false,
  };
  await house.desk('startPaySession', ANA, request);
  // A repeat reads what is recorded.
  return (await house.desk('startPaySession', ANA, request)).json.paySid;
}

function pay() {
  const body = {
    method: 'charge',
    transaction_id: 'same',
    cardnumber: '4111111111111111',
    expiry_month: '12',
    expiry_year: '30',
    amount: '12.00',
    currency_code: 'USD',
  };
  return house.invoke('mockPaymentProcessor', {
    body: JSON.stringify(body),
    headers: { authorization: connectorCredentials(), 'content-type': 'application/json' },
  });
}

function sweepNeeds() {
  return {
    calls: real.calls(),
    bus: real.bus(),
    ceilings: real.ceilings(),
    counting: real.counting(),
    outbox: real.outbox(),
    documents: real.documents(),
    listing: real.listing(),
    open: real.open(),
    payments: real.payments(),
    sessions: real.sessions(),
    trail: real.trail(),
    twilioCalls: real.twilioCalls(),
  };
}

/** Payments through a panel: seen from it and from the desk, called off, and on a call that has ended. */
async function payInPanel(): Promise<void> {
  const { token, callSid } = await openPanel(house);
  const body = { chargeAmount: '12.00' };
  const start = async () => (await house.panel('/startPaySession', token, body)).json.paySid;
  const endBehindItsBack = (paySid: string) => {
    route = 'none';
    return real.trail().append(paySid, () => ({ type: 'abandoned', reason: 'Left behind', by: 'system' }));
  };
  const first = await start();
  await house.panel('/updatePaySession', token, { paySid: first, capture: 'payment-card-number' });
  await house.desk('cancelPaySession', SAM, { paySid: first, reason: 'The caller asked for it' });
  await house.panel('/paySessions', token);
  const second = await start();
  await endBehindItsBack(second);
  await house.panel(`/paySessions/${second}`, token);
  const third = await start();
  await endBehindItsBack(third);
  await house.desk('getPaySession', SAM, undefined, { pathParameters: { paySid: third } });
  await openPanel(house, { callSid });

  const { json } = await askGrant(house, { callSid });
  setCall(house, callSid, 'completed');
  await house.panel('/open', '', { grant: json.grant });
}
