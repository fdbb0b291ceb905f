import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { getPaySession } from '#lambdas/records/get-pay-session.ts';
import type { AuditTrail } from '#lambdas/stores/audit-trail.ts';
import type { SessionsStore } from '#lambdas/stores/sessions-store.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  SAM,
} from '#test/support/handler-house.ts';
import { at, readyPayment, startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
let cancelled = '';
beforeAll(async () => {
  house = await openHouse();
  const pay = await startPayment(house);
  await pay.cancel();
  cancelled = pay.paySid;
});
afterAll(() => house.close());

describe('GET /paySessions/{paySid}', () => {
  it('shows the trail, verified', async () => {
    const { json } = await read(ANA, cancelled);
    expect(json.trail).toEqual({ verified: true, events: 3 });
    expect(json.events.map(({ type, by }) => [type, by])).toEqual([
      ['started', 'ana'],
      ['cancelRequested', 'ana'],
      ['cancelAccepted', 'system'],
    ]);
    expect(json.events[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['card_declined', true],
    ['timeout', undefined],
  ])('says of the end whether the processor itself said no: %s', async (ConnectorError, declined) => {
    const pay = await readyPayment(house);
    await pay.complete();
    await pay.callback({
      Result: 'payment-connector-error',
      PayErrorCode: '64008',
      ConnectorError,
      DateUpdated: at(9),
    });
    const { events } = await pay.read();
    expect(events.at(-1)).toMatchObject({ type: 'ended', code: '64008' });
    expect(events.at(-1)?.declined).toBe(declined);
  });

  it('shows another agent’s session to a supervisor only', async () => {
    expect((await read(BEN, cancelled)).status).toBe(403);
    expect((await read(SAM, cancelled)).status).toBe(200);
  });

  it.each([
    ['one nobody knows', newSid('PK'), 404],
    ['none', undefined, 400],
    ['a path', '..%2f', 400],
  ])('refuses %s', async (_, paySid, status) => {
    expect((await read(ANA, paySid)).status).toBe(status);
  });

  it('repairs a kept state that is behind', async () => {
    const { paySid } = await startPayment(house);
    const dynamo = createDocumentClient();
    const key = { TableName: 'Sessions', Key: { pk: `session#${paySid}` } };
    await dynamo.send(new DeleteCommand(key));
    expect((await read(ANA, paySid)).json.trail.verified).toBe(true);
    expect((await dynamo.send(new GetCommand(key))).Item).toMatchObject({ version: 1 });
  });

  it('finds a trail whole to which an event is added between the two reads', async () => {
    const pay = await startPayment(house);
    let meanwhile: Promise<unknown> | undefined;
    const trail: AuditTrail = {
      ...real.trail(),
      async read(paySid) {
        const events = await real.trail().read(paySid);
        meanwhile ??= pay.cancel();
        await meanwhile;
        return events;
      },
    };
    const sessions: SessionsStore = {
      ...real.sessions(),
      async find(paySid) {
        for (;;) {
          const kept = await real.sessions().find(paySid);
          if (kept?.session.state === 'cancelled') return kept;
        }
      },
    };
    const show = getPaySession({ access: real.access(), outbox: real.outbox(), sessions, trail });
    const { json } = await show({
      body: '',
      caller: SAM,
      query: {},
      pathParameters: { paySid: pay.paySid },
      requestId: 'request-1',
      log: createLog(),
    } as unknown as Parameters<typeof show>[0]);
    expect(json).toMatchObject({ state: 'cancelled', trail: { verified: true, events: 3 } });
  });

  it.each([
    ['altered', alterEvent, 1],
    ['removed', (paySid: string) => removeEvent(paySid, 2), 2],
    ['cut off at the end', (paySid: string) => removeEvent(paySid, 3), 3],
    ['inserted', insertEvent, 4],
  ])('says so, and where, when an event was %s', async (_, tamper, brokenAt) => {
    const pay = await startPayment(house, { chargeAmount: '9.00' });
    await pay.cancel();
    expect((await read(ANA, pay.paySid)).json.trail.verified).toBe(true);
    await tamper(pay.paySid);
    const { trail } = (await read(ANA, pay.paySid)).json;
    expect([trail.verified, trail.brokenAt]).toEqual([false, brokenAt]);
  });
});

const read = (person: Person, paySid: string | undefined) =>
  house.desk<PaySessionRecord>('getPaySession', person, undefined, {
    pathParameters: paySid ? { paySid } : null,
  });

async function alterEvent(paySid: string): Promise<void> {
  const key = { paySid, sequence: 1 };
  const { Item } = await createDocumentClient().send(new GetCommand({ TableName: 'Audit', Key: key }));
  const facts = { ...Item?.facts, chargeAmount: '0.09' };
  await createDocumentClient().send(new PutCommand({ TableName: 'Audit', Item: { ...Item, facts } }));
}

async function removeEvent(paySid: string, sequence: number): Promise<void> {
  await createDocumentClient().send(new DeleteCommand({ TableName: 'Audit', Key: { paySid, sequence } }));
}

async function insertEvent(paySid: string): Promise<void> {
  const { Item } = await createDocumentClient().send(
    new GetCommand({ TableName: 'Audit', Key: { paySid, sequence: 3 } }),
  );
  await createDocumentClient().send(new PutCommand({ TableName: 'Audit', Item: { ...Item, sequence: 4 } }));
}
