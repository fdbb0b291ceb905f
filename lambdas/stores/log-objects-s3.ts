import { type AwsRequest, type SendToAws, sha256 } from '#lambdas/platform/aws-signature.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { traced } from '#lambdas/platform/trace.ts';
import { inTries, refusedBy } from './aws-tries.ts';
import type { LogObjects } from './log-objects.ts';

const TIMEOUT_MS = 4_000;
/** Most names of one response (AWS docs, ListObjectsV2). */
const MOST_NAMES = 1_000;

/**
 * The log's objects in a bucket of S3, over its REST API: the SDK's client alone is larger than a handler may be. Writes carry a
 * checksum, which Object Lock asks for. A write whose response was lost is decided by reading.
 *
 * @param send to the bucket's own address
 */
export function createS3Objects({
  clock,
  send,
}: {
  readonly clock: Clock;
  readonly send: SendToAws;
}): LogObjects {
  const ask = (operation: string, request: AwsRequest) => {
    const headers = { ...request.headers, 'x-amz-content-sha256': sha256(request.body ?? '') };
    return inTries(clock, () =>
      traced({ name: 'S3', operation }, () => send({ ...request, headers }, TIMEOUT_MS)),
    );
  };

  const read = async (name: string) => {
    const { response } = await ask('GetObject', { method: 'GET', path: `/${name}` });
    const { status, headers, bytes } = response;
    if (status === 404) return undefined;
    return status === 200 ? { bytes, tag: headers.etag ?? '' } : refusedBy('S3', response);
  };

  const write = async (name: string, body: Uint8Array, condition: Readonly<Record<string, string>>) => {
    const headers = { ...condition, 'x-amz-checksum-sha256': sha256(body, 'base64') };
    const put = ask('PutObject', { method: 'PUT', path: `/${name}`, headers, body });
    const { response, isSure } = await put.catch(async (failure: unknown) => {
      if (await holds(name, body)) return { response: undefined, isSure: true };
      throw failure;
    });
    if (!response || response.status === 200) return true;
    // 404: the version to write over is gone.
    if (response.status !== 412 && response.status !== 404) return refusedBy('S3', response);
    return !isSure && holds(name, body);
  };

  const holds = async (name: string, body: Uint8Array) => {
    const there = await read(name);
    return there !== undefined && Buffer.compare(there.bytes, body) === 0;
  };

  const listing = async (operation: string, query: Readonly<Record<string, string>>) => {
    const { response } = await ask(operation, { method: 'GET', query });
    const isWhole =
      response.status === 200 && /<\/List(?:BucketResult|VersionsResult)>\s*$/.test(response.text);
    return isWhole ? response.text : refusedBy('S3', response);
  };

  return {
    read,
    create: (name, bytes) => write(name, bytes, { 'if-none-match': '*' }),
    replace: (name, bytes, tag) => write(name, bytes, { 'if-match': tag }),
    async list(prefix, after, most) {
      const names: string[] = [];
      for (let isMore = true; isMore && names.length < most; ) {
        const start = names.at(-1) ?? after;
        const text = await listing('ListObjectsV2', {
          'list-type': '2',
          'encoding-type': 'url',
          'max-keys': String(Math.min(most - names.length, MOST_NAMES)),
          prefix,
          ...(start ? { 'start-after': start } : {}),
        });
        for (const [, key = ''] of text.matchAll(/<Key>([^<]*)<\/Key>/g))
          names.push(decodeURIComponent(key.replaceAll('+', ' ')));
        isMore = text.includes('<IsTruncated>true</IsTruncated>');
      }
      return names;
    },
    async isNew() {
      const text = await listing('ListObjectVersions', { versions: '', 'max-keys': '1' });
      return !/<(?:Version|DeleteMarker)>/.test(text);
    },
  };
}
