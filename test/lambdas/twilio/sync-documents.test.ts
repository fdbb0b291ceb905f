import { describe, expect, it } from '@jest/globals';
import type { PaySession, TypedDigits } from '#lambdas/contract/desk-api.ts';
import { AppError } from '#lambdas/contract/errors.ts';
import { createSyncDocuments } from '#lambdas/twilio/sync-documents.ts';

const session = { paySid: 'PK0', agent: 'ana', document: 'pay-0' } as unknown as PaySession;

const typed: TypedDigits = {
  paySid: 'PK0',
  field: 'payment-card-number',
  typed: 'x',
  at: '2026-01-15T10:00:00.000Z',
};

function make() {
  let now = 0;
  let fails = true;
  let hasty = 0;
  let data: unknown = {};
  let patient = 0;
  const documents = createSyncDocuments(
    {
      clock: { now: () => new Date(now) },
      send: async () => {
        patient += 1;
        return {};
      },
      sendHastily: async ({ form }) => {
        hasty += 1;
        if (fails) throw new AppError('TWILIO_UNAVAILABLE');
        if (form?.Data) data = JSON.parse(form.Data);
        return { data };
      },
    },
    { baseUrl: 'https://sync.example', serviceSid: 'IS0' },
  );
  return {
    documents,
    hasty: () => hasty,
    patient: () => patient,
    recover: (recovers = true) => {
      fails = !recovers;
    },
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('incoming digits', () => {
  it('are skipped for a while after Sync failed to take some, so that outcomes are not held up', async () => {
    const { documents, hasty, recover, wait } = make();
    await expect(documents.pushTyping(typed)).rejects.toThrow();
    for (let digit = 0; digit < 16; digit += 1) await documents.pushTyping(typed);
    expect(hasty()).toBe(1);

    recover();
    wait(5_000);
    await documents.pushTyping(typed);
    expect(hasty()).toBe(2);
  });

  it('that were skipped are not taken for all there were', async () => {
    const { documents, recover, wait } = make();
    recover();
    await documents.pushTyping(typed);
    expect(await documents.typed('PK0')).toEqual(typed);
    recover(false);
    await expect(documents.pushTyping({ ...typed, typed: 'xx' })).rejects.toThrow();
    recover();
    expect(await documents.typed('PK0')).toBeUndefined();
    await documents.pushTyping({ ...typed, typed: 'xxx' });
    wait(5_000);
    expect(await documents.typed('PK0')).toBeUndefined();
    await documents.pushTyping({ ...typed, typed: 'xxxx' });
    expect(await documents.typed('PK0')).toMatchObject({ typed: 'xxxx' });
  });

  it('do not keep an event from being pushed', async () => {
    const { documents, patient } = make();
    await expect(documents.pushTyping(typed)).rejects.toThrow();
    await documents.push(session);
    expect(patient()).toBe(1);
  });

  it.each([20404, 54100])(
    'get a document with the next state, where it is missing: %s',
    async (twilioCode) => {
      const sent: string[] = [];
      const send = async ({ method, url }: { method: string; url: string }) => {
        sent.push(`${method} ${url.replace('https://sync.example/v1/Services/IS0', '')}`);
        if (url.endsWith('typing-PK0')) throw new AppError('TWILIO_REFUSED', { twilioCode });
        return {};
      };
      const documents = createSyncDocuments(
        { clock: { now: () => new Date(0) }, send, sendHastily: send },
        { baseUrl: 'https://sync.example', serviceSid: 'IS0' },
      );
      await documents.pushTyping(typed);
      sent.length = 0;
      await documents.push(session);
      await documents.push(session);
      expect(sent).toEqual([
        'POST /Documents/pay-0',
        'POST /Documents',
        'POST /Documents/typing-PK0/Permissions/ana',
        'POST /Documents/pay-0',
      ]);
    },
  );
});
