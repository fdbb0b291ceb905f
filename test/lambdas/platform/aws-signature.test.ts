import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { type Credentials, signedHeaders } from '#lambdas/platform/aws-signature.ts';

const NOW = new Date('2026-01-15T10:00:00.123Z');
const DAY_MS = 86_400_000;
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/+example' };
const HEADERS = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' };
const REQUEST = {
  host: 'dynamodb.eu-west-1.amazonaws.com',
  region: 'eu-west-1',
  service: 'dynamodb',
  body: JSON.stringify({ Entries: [{ Detail: 'ä €' }] }),
};

/** What the SDK's own signer makes of it. */
async function signedBySdk(credentials: Credentials, signingDate: Date) {
  const client = new DynamoDBClient({
    region: REQUEST.region,
    credentials: credentials as typeof CREDENTIALS,
  });
  const signer = await client.config.signer({
    name: 'sigv4',
    signingName: REQUEST.service,
    signingRegion: REQUEST.region,
    properties: {},
  });
  const { host, body } = REQUEST;
  const headers = { ...HEADERS, host };
  const request = { method: 'POST', protocol: 'https:', hostname: host, path: '/', query: {}, headers, body };
  return (await signer.sign(request, { signingDate })).headers;
}

/** The same, of ours. The SDK also sends the hash of the body as a header; it is then among those signed. */
async function expectSame(credentials: Credentials, now: Date): Promise<void> {
  const expected = await signedBySdk(credentials, now);
  const hash = String(expected['x-amz-content-sha256']);
  const headers = { ...HEADERS, 'x-amz-content-sha256': hash };
  const { authorization, 'x-amz-date': date } = signedHeaders({ ...REQUEST, headers }, credentials, now);
  expect({ authorization, date }).toEqual({
    authorization: expected.authorization,
    date: expected['x-amz-date'],
  });
}

describe('a request signed for AWS', () => {
  it.each([undefined, 'session/token=='])(
    'is signed as by the SDK, with the session token %s',
    async (sessionToken) => {
      await expectSame({ ...CREDENTIALS, sessionToken }, NOW);
    },
  );

  it('is signed with the key of its day and of its credentials, however many there were', async () => {
    const renewed = { ...CREDENTIALS, secretAccessKey: 'another/secret' };
    for (let day = 0; day < 12; day += 1) {
      const now = new Date(NOW.getTime() + day * DAY_MS);
      await expectSame(CREDENTIALS, now);
      await expectSame(renewed, now);
    }
    await expectSame(CREDENTIALS, NOW);
  });
});
