import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { signedHeaders } from '#lambdas/platform/aws-signature.ts';

const NOW = new Date('2026-01-15T10:00:00.123Z');
const HEADERS = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' };

describe('a request signed for AWS', () => {
  it.each([undefined, 'session/token=='])(
    'is signed as by the SDK, with the session token %s',
    async (sessionToken) => {
      const credentials = {
        accessKeyId: 'AKIDEXAMPLE',
        secretAccessKey: 'secret/+example',
        ...(sessionToken ? { sessionToken } : {}),
      };
      const client = new DynamoDBClient({ region: 'eu-west-1', credentials });
      const signer = await client.config.signer({
        name: 'sigv4',
        signingName: 'dynamodb',
        signingRegion: 'eu-west-1',
        properties: {},
      });
      const body = JSON.stringify({ Entries: [{ Detail: 'ä €' }] });
      const host = 'dynamodb.eu-west-1.amazonaws.com';
      const expected = await signer.sign(
        {
          method: 'POST',
          protocol: 'https:',
          hostname: host,
          path: '/',
          query: {},
          headers: { ...HEADERS, host },
          body,
        },
        { signingDate: NOW },
      );

      const signed = signedHeaders(
        { host, region: 'eu-west-1', service: 'dynamodb', headers: HEADERS, body },
        credentials,
        NOW,
      );
      // The SDK also sends the hash of the body as a header; it is then among those signed.
      expect(signed['x-amz-date']).toBe(expected.headers['x-amz-date']);
      const all = signedHeaders(
        {
          host,
          region: 'eu-west-1',
          service: 'dynamodb',
          headers: { ...HEADERS, 'x-amz-content-sha256': String(expected.headers['x-amz-content-sha256']) },
          body,
        },
        credentials,
        NOW,
      );
      expect(all.authorization).toBe(expected.headers.authorization);
    },
  );
});
