import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAwsSender } from '#lambdas/platform/aws-signature.ts';
import { sendHttp } from '#lambdas/platform/http-request.ts';
import type { LogObjects } from '#lambdas/stores/log-objects.ts';
import { createS3Objects } from '#lambdas/stores/log-objects-s3.ts';
import { CREDENTIALS } from '#test/support/aws-verifier.ts';
import { type FakeS3, REGION, type S3Script, startFakeS3 } from '#test/support/fake-s3.ts';

let s3: FakeS3;
let objects: LogObjects;
let slept: number[];

beforeEach(async () => {
  s3 = await startFakeS3();
  slept = [];
  objects = openObjects();
});

afterEach(() => s3.close());

function openObjects(secretAccessKey = CREDENTIALS.secretAccessKey): LogObjects {
  const clock = {
    now: () => new Date(),
    sleep: async (milliseconds: number) => void slept.push(milliseconds),
  };
  const send = createAwsSender(
    {
      clock,
      send: (url, request) => sendHttp(url, s3.isSilentNext ? { ...request, timeoutMs: 50 } : request),
      credentials: () => ({ ...CREDENTIALS, secretAccessKey }),
    },
    { service: 's3', region: REGION, baseUrl: s3.url },
  );
  return createS3Objects({ clock, send });
}

/** All that one byte can be, twice. */
const BYTES = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
const OTHER = Buffer.from('other');
const NAME = 'tile/entries/x001/067.p/12';
const UNAVAILABLE = expect.objectContaining({ code: 'STORE_UNAVAILABLE' });

describe('the log’s objects in S3', () => {
  it('are the bytes that were written', async () => {
    expect(await objects.read(NAME)).toBeUndefined();
    expect(await objects.create(NAME, BYTES)).toBe(true);
    const found = await objects.read(NAME);
    expect(Buffer.from(found?.bytes ?? []).equals(BYTES)).toBe(true);
    expect(found?.tag).toMatch(/^".+"$/);
  });

  it('are written once, and over the version that was read only', async () => {
    expect(await objects.create('state', BYTES)).toBe(true);
    expect(await objects.create('state', OTHER)).toBe(false);
    const { tag = '' } = (await objects.read('state')) ?? {};
    expect(await objects.replace('state', OTHER, tag)).toBe(true);
    expect(await objects.replace('state', BYTES, tag)).toBe(false);
    expect(s3.objects.get('state')).toEqual(OTHER);
    s3.objects.set('state', undefined);
    expect(await objects.replace('state', BYTES, tag)).toBe(false);
  });

  it('of five who write at once, one wins', async () => {
    const won = await Promise.all(
      Array.from({ length: 5 }, (_, at) => openObjects().create('state', Buffer.from(`writer ${at}`))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('are listed in order, from page to page, whatever their names', async () => {
    const names = [
      ...Array.from({ length: 1_100 }, (_, at) => `history/${2_000 + at}`),
      "history/~ a+b/&<>'é",
    ];
    for (const name of [...names, 'state', 'tile/0/000']) s3.objects.set(name, BYTES);
    expect(await objects.list('history/', '', 5_000)).toEqual(names);
    expect(await objects.list('history/', 'history/2998', 3)).toEqual(names.slice(999, 1_002));
    expect(await objects.list('none/', '', 10)).toEqual([]);
  });

  it('tell a bucket that never held anything from one whose objects are gone', async () => {
    expect(await objects.isNew()).toBe(true);
    s3.objects.set('state', undefined);
    expect(await objects.isNew()).toBe(false);
    s3.objects.set('state', OTHER);
    expect(await objects.isNew()).toBe(false);
  });
});

describe('when S3 does not respond as it should', () => {
  it.each<S3Script>([503, 500, 409, 429, 'never', 'lost', 'silent', 'truncated'])(
    'a write tried after %s is made once, and is known as made',
    async (script) => {
      s3.next(script);
      expect(await objects.create('state', BYTES)).toBe(true);
      const { tag = '' } = (await objects.read('state')) ?? {};
      s3.next(script);
      expect(await objects.replace('state', OTHER, tag)).toBe(true);
      expect(s3.objects.get('state')).toEqual(OTHER);
      expect(slept.length).toBeGreaterThan(0);
    },
  );

  it('does not take somebody else’s write for its own', async () => {
    s3.objects.set('state', OTHER);
    s3.next('never');
    expect(await objects.create('state', BYTES)).toBe(false);
    const { tag = '' } = (await objects.read('state')) ?? {};
    s3.objects.set('state', Buffer.from('newer'));
    s3.next('never');
    expect(await objects.replace('state', BYTES, tag)).toBe(false);
  });

  it('finds by reading that the write which nobody confirmed was made', async () => {
    s3.next('lost', 503, 503, 503, 503);
    expect(await objects.create('state', BYTES)).toBe(true);
  });

  it('makes no result of a write that nobody confirmed', async () => {
    s3.next(503, 503, 'never', 'silent', 503);
    s3.objects.set('state', OTHER);
    await expect(objects.create('state', BYTES)).rejects.toEqual(UNAVAILABLE);
    s3.next(...Array.from<S3Script>({ length: 10 }).fill('never'));
    await expect(objects.create('state', BYTES)).rejects.toEqual(UNAVAILABLE);
  });

  it.each<S3Script>([503, 'never', 'silent', 'truncated'])('reads again after %s', async (script) => {
    s3.objects.set('state', BYTES);
    s3.next(script, script);
    expect(Buffer.from((await objects.read('state'))?.bytes ?? []).equals(BYTES)).toBe(true);
    s3.next(script);
    expect(await objects.list('', '', 9)).toEqual(['state']);
    s3.next(script);
    expect(await objects.isNew()).toBe(false);
  });

  it.each([400, 403, 301])(
    'takes %s neither for a missing object nor for an empty bucket',
    async (status) => {
      for (const ask of [
        () => objects.read('state'),
        () => objects.create('state', BYTES),
        () => objects.replace('state', BYTES, '"x"'),
        () => objects.list('', '', 1),
        () => objects.isNew(),
      ]) {
        s3.next(status);
        await expect(ask()).rejects.toEqual(UNAVAILABLE);
      }
      expect(s3.objects.size).toBe(0);
    },
  );

  it('is refused with another’s key', async () => {
    await expect(openObjects('wrong').create('state', BYTES)).rejects.toEqual(UNAVAILABLE);
  });
});
