import { describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import { jwtVerify } from 'jose';
import twilio from 'twilio';
import { createAccessToken } from '#lambdas/twilio/access-token.ts';
import { respond, ringAgents, say } from '#lambdas/twilio/voice-response.ts';

/** What we write ourselves to keep bundles small, compared with what Twilio's helper library writes. */
describe('our own writing of what the helper library writes', () => {
  it('gives the same access token, without a grant for outgoing calls', async () => {
    const issuedAt = new Date(Math.floor(Date.now() / 1000) * 1000);
    const ours = await createAccessToken({
      accountSid: `AC${'0'.repeat(32)}`,
      apiKeySid: `SK${'1'.repeat(32)}`,
      apiKeySecret: 'secret',
      identity: 'ana',
      syncServiceSid: `IS${'2'.repeat(32)}`,
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + 3_600_000),
    });

    const { AccessToken } = twilio.jwt;
    const theirs = new AccessToken(`AC${'0'.repeat(32)}`, `SK${'1'.repeat(32)}`, 'secret', {
      identity: 'ana',
      ttl: 3600,
    });
    theirs.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true }));
    theirs.addGrant(new AccessToken.SyncGrant({ serviceSid: `IS${'2'.repeat(32)}` }));

    const [header, payload] = decode(ours);
    const [theirHeader, theirPayload] = decode(theirs.toJwt());
    expect(header).toEqual(theirHeader);
    expect({ ...payload, iat: 0, exp: 0, jti: '' }).toEqual({ ...theirPayload, iat: 0, exp: 0, jti: '' });
    expect(payload).toMatchObject({ iat: issuedAt.getTime() / 1000, exp: issuedAt.getTime() / 1000 + 3600 });
    await expect(jwtVerify(ours, Buffer.from('secret'))).resolves.toBeDefined();
  });

  it('gives the same TwiML for ringing agents', () => {
    const theirs = new twilio.twiml.VoiceResponse();
    const action = 'https://pay.example.com/api/twiml/dialled';
    const dial = theirs.dial({ answerOnBridge: true, timeout: 15, action });
    for (const identity of ['ana', 'ben']) {
      const client = dial.client({
        statusCallback: 'https://pay.example.com/api/callStatus',
        statusCallbackEvent: ['answered', 'completed'],
        statusCallbackMethod: 'POST',
      });
      client.identity(identity);
      client.parameter({ name: 'parentCallSid', value: 'CA1' });
    }
    const ours = ringAgents({
      identities: ['ana', 'ben'],
      parentCallSid: 'CA1',
      statusCallback: 'https://pay.example.com/api/callStatus',
      action,
      seconds: 15,
    });
    expect(read(respond(ours))).toEqual(read(theirs.toString()));
  });

  it('escapes what it says', () => {
    const sentence = `Tom & "Ann" <b>it's</b>`;
    expect(read(respond(say(sentence)))).toMatchObject({ Response: { Say: sentence } });
  });
});

function decode(token: string) {
  return token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
}

function read(xml: string): unknown {
  return new XMLParser({ ignoreAttributes: false }).parse(xml);
}
