import { describe, expect, it } from '@jest/globals';
import { signedHeaders } from '#lambdas/platform/aws-signature.ts';
import { createAwsVerifier } from '#test/support/aws-verifier.ts';

const NOW = new Date('2026-01-15T10:00:00.123Z');
const DAY_MS = 86_400_000;
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/+example' };
const REQUEST = {
  host: 'dynamodb.eu-west-1.amazonaws.com',
  region: 'eu-west-1',
  service: 'dynamodb',
  headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ Entries: [{ Detail: 'ä €' }] }),
};

async function expectSigned(credentials: typeof CREDENTIALS, now: Date): Promise<void> {
  const isSigned = createAwsVerifier(REQUEST.service, REQUEST.region, credentials);
  const headers = signedHeaders(REQUEST, credentials, now);
  const { authorization, ...others } = headers;
  expect(authorization).toContain(`SignedHeaders=${Object.keys(others).sort().join(';')},`);
  expect(others['x-amz-date']).toBe(now.toISOString().replace(/[-:]|\.123/g, ''));
  expect(await isSigned({ method: 'POST', url: '/', headers }, Buffer.from(REQUEST.body))).toBe(true);
}

describe('a request signed for AWS', () => {
  it.each([undefined, 'session/token=='])(
    'is signed as by the SDK, with the session token %s',
    async (sessionToken) => {
      await expectSigned({ ...CREDENTIALS, ...(sessionToken ? { sessionToken } : {}) }, NOW);
    },
  );

  it('is signed with the key of its day and of its credentials, however many there were', async () => {
    const renewed = { ...CREDENTIALS, secretAccessKey: 'another/secret' };
    for (let day = 0; day < 12; day += 1) {
      const now = new Date(NOW.getTime() + day * DAY_MS);
      await expectSigned(CREDENTIALS, now);
      await expectSigned(renewed, now);
    }
    await expectSigned(CREDENTIALS, NOW);
  });
});
