import type { IncomingMessage } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret/+example',
  sessionToken: 'session/token==',
};

type Signed = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** Whether a request carries the signature that the SDK's own signer gives it: for S3 with the hash of its body, which S3 requires. */
export function createAwsVerifier(
  service: string,
  region: string,
  credentials: Omit<typeof CREDENTIALS, 'sessionToken'> = CREDENTIALS,
) {
  const client = new DynamoDBClient({ region, credentials });
  const signer = client.config
    .signer({ name: 'sigv4', signingName: service, signingRegion: region, properties: {} })
    .then((made) => Object.assign(made, { applyChecksum: service === 's3' }));
  return async ({ method = '', url = '', headers }: Signed, body: Buffer): Promise<boolean> => {
    const { pathname, searchParams } = new URL(url, 'http://host');
    const authorization = String(headers.authorization);
    const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
    const signed = await (await signer).sign(
      {
        method,
        protocol: 'http:',
        hostname: String(headers.host),
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
        body,
      },
      { signingDate: dateOf(String(headers['x-amz-date'])) },
    );
    return signed.headers.authorization === authorization;
  };
}

/** `20260115T100000Z` */
export function dateOf(text: string): Date {
  return new Date(text.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'));
}
