import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { systemClock } from '#lambdas/platform/clock.ts';
import { type SendHttp, sendHttp } from '#lambdas/platform/http-request.ts';
import type { Secrets } from '#lambdas/stores/secrets.ts';
import { createSyncDocuments, type SyncDocuments } from '#lambdas/twilio/sync-documents.ts';
import { BRISK, createTwilioSender } from '#lambdas/twilio/twilio-request.ts';
import { ACCOUNT, SERVICE_SID, type StartedSync, startSync } from '#test/support/start-sync.ts';

const session = {
  paySid: 'PK0',
  agent: 'ana',
  document: 'payment-PK0',
  state: 'started',
} as unknown as PaySession;

let sync: StartedSync;
let documents: SyncDocuments;
beforeEach(async () => {
  sync = await startSync();
  await sync.service.update({ aclEnabled: true });
  documents = documentsOver(sendHttp);
});
afterEach(() => sync.close());

function documentsOver(http: SendHttp): SyncDocuments {
  const [key] = ACCOUNT.apiKeys;
  const secrets = {
    twilio: async () => ({ apiKeySid: key?.sid ?? '', apiKeySecret: key?.secret ?? '' }),
  } as unknown as Secrets;
  const clock = { ...systemClock, sleep: async () => {} };
  const send = createTwilioSender({ clock, secrets }, BRISK, http);
  return createSyncDocuments(
    { clock, send, sendHastily: send },
    { baseUrl: sync.url, serviceSid: SERVICE_SID },
  );
}

/** Requests that a test picks take effect, and one response of each is lost: the first, or the one of that number. */
const losing = (isPicked: (method: string, path: string) => boolean, nth = 1): SendHttp => {
  const counts = new Map<string, number>();
  return async (url, request) => {
    const response = await sendHttp(url, request);
    if (!isPicked(request.method, new URL(url).pathname)) return response;
    const sent = `${request.method} ${url} ${request.form?.UniqueName}`;
    const count = (counts.get(sent) ?? 0) + 1;
    counts.set(sent, count);
    if (count === nth) throw new Error('No response in time');
    return response;
  };
};

/** Ben's client makes the document of ana's payment before we do, and keeps it open. */
async function madeByBen() {
  const ben = sync.connect(sync.tokenFor('ben'));
  const document = await ben.document({ id: session.document, mode: 'create_new', data: { bens: true } });
  return { ben, document };
}

const found = () => sync.service.documents(session.document).fetch();
const readBy = (identity: string) =>
  sync.connect(sync.tokenFor(identity)).document({ id: session.document, mode: 'open_existing' });

describe('a document that a client made under a payment’s name', () => {
  it.each(['open', 'push'] as const)('is replaced by one of ours on %s', async (how) => {
    const { document } = await madeByBen();
    expect((await found()).createdBy).toBe('ben');

    await documents[how](session);
    expect(await found()).toMatchObject({ createdBy: 'system', data: { state: 'started' } });
    expect((await found()).sid).not.toBe(document.sid);
    expect((await readBy('ana')).data).toMatchObject({ state: 'started' });
    await expect(readBy('ben')).rejects.toMatchObject({ status: 403 });
  });

  it('is deleted when digits come in, which then are not shown', async () => {
    const ben = sync.connect(sync.tokenFor('ben'));
    await ben.document({ id: 'typing-PK0', mode: 'create_new', data: {} });
    await documents.pushTyping({
      paySid: 'PK0',
      field: 'security-code',
      typed: 'xx',
      at: '2026-01-15T10:00:00.000Z',
    });
    await expect(sync.service.documents('typing-PK0').fetch()).rejects.toMatchObject({ status: 404 });
    expect(await documents.typed('PK0').catch(() => undefined)).toBeUndefined();
  });

  it('is left alone when it is ours already', async () => {
    await documents.open(session);
    const { sid } = await found();
    await documents.open(session);
    await documents.push({ ...session, state: 'capturing' });
    expect(await found()).toMatchObject({ sid, data: { state: 'capturing' } });
  });
});

describe('a request whose response is lost', () => {
  it.each([
    [
      'that makes a document',
      (method: string, path: string) => method === 'POST' && path.endsWith('/Documents'),
    ],
    ['that gives a permission', (_: string, path: string) => path.includes('/Permissions/')],
  ])('%s: its agent may read it all the same', async (_, isPicked) => {
    documents = documentsOver(losing(isPicked));
    await documents.open(session);
    expect((await readBy('ana')).data).toMatchObject({ state: 'started' });
    expect((await sync.connect(sync.tokenFor('ana')).document('typing-PK0')).data).toEqual({});
  });

  it.each([
    ['that removes a client’s document', (method: string, _: string) => method === 'DELETE', 1],
    [
      'that makes ours in its place',
      (method: string, path: string) => method === 'POST' && path.endsWith('/Documents'),
      2,
    ],
  ])('%s: its agent may read ours', async (_, isPicked, nth) => {
    await madeByBen();
    documents = documentsOver(losing(isPicked, nth));
    await documents.open(session);
    expect(await found()).toMatchObject({ createdBy: 'system', data: { state: 'started' } });
    expect((await readBy('ana')).data).toMatchObject({ state: 'started' });
  });
});
