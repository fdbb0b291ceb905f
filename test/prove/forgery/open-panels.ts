import { createHash, randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { GrantResponse, OpenResponse } from '#lambdas/contract/panel-api.ts';
import { clientToken } from './client-token.ts';
import type { Reach } from './reach.ts';

/** Two systems that embed the panel, on a call of each that another softphone took, and what a forger would like to have. */
export interface Panels {
  /** Not redeemed yet. */
  readonly grant: string;
  readonly spentGrant: string;
  readonly expiredGrant: string;
  /** Of an open panel of acme's, with a payment that is under way. */
  readonly token: string;
  readonly paySid: string;
  readonly callSid: string;
  readonly expiredToken: string;
  /** Of other panels: of another client on the same call, of another agent of acme's, and of acme on another call. */
  readonly others: Readonly<Record<'rival' | 'colleague' | 'elsewhere', string>>;
}

/** A grant is at most 50.00 USD. */
export const GRANTED = { reference: 'INV-1', currency: 'USD', maxAmount: '50.00' } as const;

export const originOf = (client: string) => `https://${client}.example`;

export async function openPanels(target: Reach): Promise<Panels> {
  const post = async <T>(path: string, token: string, body: unknown) => {
    const headers = { Authorization: `Bearer ${token}` };
    const { status, body: text } = await target.desk(
      'POST',
      `/api/panel${path}`,
      headers,
      JSON.stringify(body),
    );
    if (status > 299) throw new Error(`Failed to prepare the target: /panel${path} returned ${status}`);
    return JSON.parse(text.toString()) as T;
  };
  const grant = async (client: string, callSid: string, agent = 'ana') => {
    const asked = { ...GRANTED, callSid, agent, origin: originOf(client) };
    return (await post<GrantResponse>('/grants', await clientToken(target, client), asked)).grant;
  };
  const open = async (text: string) => (await post<OpenResponse>('/open', '', { grant: text })).token;

  const callSid = await callElsewhere(target, '+12025550107');
  const otherCall = await callElsewhere(target, '+12025550108');
  // Before there is a payment: later the others would be told of it.
  const others = {
    rival: await open(await grant('rival', callSid)),
    colleague: await open(await grant('acme', callSid, 'ben')),
    elsewhere: await open(await grant('acme', otherCall)),
  };
  const spentGrant = await grant('acme', callSid);
  const token = await open(spentGrant);
  const { paySid } = await post<{ paySid: string }>('/startPaySession', token, { chargeAmount: '12.00' });
  return {
    grant: await grant('acme', callSid),
    spentGrant,
    token,
    paySid,
    callSid,
    others,
    ...(await putExpired(target, callSid)),
  };
}

async function callElsewhere({ stack, simulator }: Pick<Reach, 'stack' | 'simulator'>, to: string) {
  const { accountSid, authToken } = stack.credentials;
  await simulator('PUT', `/simulator/customers/${to}`, {}, '{}');
  const headers = {
    Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  const form = { To: to, From: '+12025550142', Twiml: '<Response><Pause length="3600"/></Response>' };
  const path = `/2010-04-01/Accounts/${accountSid}/Calls.json`;
  const { body } = await simulator('POST', path, headers, new URLSearchParams(form).toString());
  return (JSON.parse(body.toString()) as { sid: string }).sid;
}

/** A grant and a token as they are an hour later. */
async function putExpired({ dynamo }: Pick<Reach, 'dynamo'>, callSid: string) {
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const put = async (hashed: string, more: object) => {
    const [id, secret] = [randomBytes(16).toString('hex'), randomBytes(32).toString('base64url')];
    const grant = {
      ...GRANTED,
      id,
      callSid,
      client: 'acme',
      agent: 'ana via acme',
      origin: originOf('acme'),
    };
    const Item = {
      pk: `grant#${id}`,
      grant: { ...grant, methods: ['credit-card'] },
      [hashed]: createHash('sha256').update(secret).digest('hex'),
      ...more,
    };
    await dynamo.send(new PutCommand({ TableName: 'Sessions', Item }));
    return `${id}.${secret}`;
  };
  return {
    expiredGrant: await put('secretHash', { redeemBy: hourAgo }),
    expiredToken: await put('tokenHash', { redeemBy: hourAgo, openUntil: hourAgo }),
  };
}
