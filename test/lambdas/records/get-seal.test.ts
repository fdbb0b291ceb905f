import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SealView } from '#lambdas/contract/desk-api.ts';
import { ENV } from '#lambdas/contract/environment.ts';
import { createFileSigner } from '#lambdas/stores/log-signer-file.ts';
import { parseLeaf } from '#lambdas/tlog/leaf.ts';
import { checkProof, parseProof } from '#lambdas/tlog/proof.ts';
import * as real from '#lambdas/wiring/real-services.ts';
import { createDocumentClient } from '#test/support/document-client.ts';
import {
  ANA,
  BEN,
  type HandlerHouse,
  newSid,
  openHouse,
  type Person,
  type Reply,
  SAM,
} from '#test/support/handler-house.ts';
import { startPayment } from '#test/support/payment-steps.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const read = (person: Person, paySid: string | undefined): Promise<Reply<SealView>> =>
  house.desk('getSeal', person, undefined, { pathParameters: paySid ? { paySid } : null });

/** Ana's payment that was called off: three events. */
async function cancelledPayment(): Promise<string> {
  const pay = await startPayment(house);
  await pay.cancel();
  return pay.paySid;
}

/** Has the log take in how the payment's trail is now. */
async function seal(paySid: string): Promise<void> {
  const last = (await real.trail().read(paySid)).at(-1);
  if (!last) throw new Error(`No trail of ${paySid}`);
  await real.tlog().append(() => ({ leaves: [{ chain: paySid, events: last.sequence, hash: last.hash }] }));
}

async function alter(paySid: string, sequence: number): Promise<void> {
  const client = createDocumentClient();
  const { Item } = await client.send(new GetCommand({ TableName: 'Audit', Key: { paySid, sequence } }));
  await client.send(new PutCommand({ TableName: 'Audit', Item: { ...Item, by: 'eve' } }));
}

describe('GET /paySessions/{paySid}/seal', () => {
  it('is empty until the log holds the newest event', async () => {
    const pay = await startPayment(house);
    expect(await read(ANA, pay.paySid)).toMatchObject({ status: 200, json: {} });
    await seal(pay.paySid);
    expect((await read(ANA, pay.paySid)).json).toMatchObject({ events: 1 });
    await pay.cancel();
    expect((await read(ANA, pay.paySid)).text).toBe('{}');
  });

  it('tells when, and gives a proof that the log’s public key confirms', async () => {
    const paySid = await cancelledPayment();
    await seal(paySid);
    const { status, json } = await read(ANA, paySid);
    expect(status).toBe(200);
    expect(Object.keys(json).sort()).toEqual(['events', 'proof', 'sealedAt']);
    const proof = parseProof(json.proof ?? '');
    const key = await createFileSigner(process.env[ENV.tlogKeyFile] ?? '').key();
    expect(proof && checkProof(proof, key)).toBeDefined();
    expect(proof && parseLeaf(proof.entry)).toEqual({
      at: json.sealedAt,
      chain: paySid,
      events: 3,
      hash: (await real.trail().read(paySid)).at(-1)?.hash,
      v: 1,
    });
  });

  it.each([1, 3])('says so when event %d is not what was sealed', async (sequence) => {
    const paySid = await cancelledPayment();
    await seal(paySid);
    await alter(paySid, sequence);
    expect((await read(ANA, paySid)).json).toMatchObject({ differs: true, events: 3 });
  });

  it('says so when the whole trail was made anew', async () => {
    const [paySid, other] = [await cancelledPayment(), await cancelledPayment()];
    const last = (await real.trail().read(other)).at(-1);
    await real.tlog().append(() => ({ leaves: [{ chain: paySid, events: 3, hash: last?.hash ?? '' }] }));
    await seal(paySid);
    expect((await read(ANA, paySid)).json.differs).toBe(true);
  });

  it('is for those who may open the record, and tells nothing to anybody else', async () => {
    const paySid = await cancelledPayment();
    await seal(paySid);
    expect((await read(SAM, paySid)).json.events).toBe(3);
    const refused = await read(BEN, paySid);
    expect(refused).toMatchObject({ status: 403, json: { error: { code: 'NOT_YOUR_CALL' } } });
    expect(refused.text).not.toContain(paySid);
    expect(await read(SAM, newSid('PK'))).toMatchObject({
      status: 404,
      json: { error: { code: 'SESSION_NOT_FOUND' } },
    });
    expect((await read(ANA, undefined)).status).toBe(400);
  });

  it('is no look at the record: the access log has no line of it', async () => {
    const paySid = await cancelledPayment();
    await read(SAM, paySid);
    await read(BEN, paySid);
    const { json } = await house.desk<{ items: readonly { target?: string }[] }>('accessLog', SAM);
    expect(json.items.filter(({ target }) => target === paySid)).toEqual([]);
  });

  it('claims nothing when the log cannot be read', async () => {
    const paySid = await cancelledPayment();
    await seal(paySid);
    const folder = process.env[ENV.tlogFolder] ?? '';
    const [there, away] = [join(folder, 'tile'), join(folder, 'away')];
    await rename(there, away);
    const reply = await read(ANA, paySid);
    await rename(away, there);
    expect(reply).toMatchObject({ status: 503, json: { error: { code: 'STORE_UNAVAILABLE' } } });
    expect(await readFile(join(folder, 'checkpoint'), 'utf8')).toContain('agent-assist-pay/local');
    expect((await read(ANA, paySid)).json.events).toBe(3);
  });
});
