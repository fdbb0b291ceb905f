import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { sealedLog } from '#infra/operate/commands/sealed-log.ts';
import { openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { signedCheckpoint } from '#test/support/sealed-log.ts';

const NAMES = { bucket: 'log', keyArn: 'arn:key', origin: 'agent-assist-pay/test' };
const AT = new Date('2026-11-29T12:31:00Z');
const { note, spki } = signedCheckpoint();

it('reads the newest checkpoint, with the key that signed it', async () => {
  const log = logWith({
    GetPublicKeyCommand: { PublicKey: new Uint8Array(spki) },
    GetObjectCommand: { LastModified: AT, Body: { transformToString: async () => note } },
    ListObjectVersionsCommand: { Versions: [{}] },
  });
  const newest = await log.newest();

  expect(newest).toEqual({ note, at: AT });
  expect(openCheckpoint(newest?.note ?? '', await log.key())).toMatchObject({ size: 1 });
  expect(await log.isNew()).toBe(false);
});

it('tells a log that never held anything from one whose checkpoint is gone', async () => {
  const deleted = logWith({ ListObjectVersionsCommand: { DeleteMarkers: [{}] } });
  expect([await deleted.newest(), await deleted.isNew()]).toEqual([undefined, false]);

  const empty = logWith({ ListObjectVersionsCommand: {} });
  expect([await empty.newest(), await empty.isNew()]).toEqual([undefined, true]);
});

/** S3 and KMS with these replies, and no object but those given. Each is asked for the log's own. */
function logWith(replies: Readonly<Record<string, object>>) {
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  const [s3, kms] = [new S3Client(settings), new KMSClient(settings)];
  for (const client of [s3, kms]) {
    (client as S3Client).middlewareStack.add(
      (_next, { commandName = '' }) =>
        async ({ input }) => {
          const { Bucket, Key, KeyId } = input as Readonly<Record<string, string>>;
          expect([Bucket ?? 'log', Key ?? 'checkpoint', KeyId ?? 'arn:key']).toEqual([
            'log',
            'checkpoint',
            'arn:key',
          ]);
          const output = replies[commandName];
          if (!output) throw Object.assign(new Error('none'), { name: 'NoSuchKey' });
          return { output: { $metadata: {}, ...output }, response: {} };
        },
      { step: 'initialize' },
    );
  }
  return sealedLog({ s3, kms }, NAMES);
}
