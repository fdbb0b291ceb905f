import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Browser } from 'playwright-core';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { loadSignInKeys } from '#local/sign-in/keys.ts';
import { send } from '#test/local/support/serve.ts';
import { launchChromium } from '#test/support/chromium.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { openPanels, type Panels } from './open-panels.ts';
import type { Form, Headers, Reach } from './reach.ts';

export type { Form, Headers };

/** A running stack with two agents on their own calls, and everything a forger could want to know. */
export interface Target extends Reach {
  /** The address Twilio signs: `http://127.0.0.1:4000/api`. */
  readonly signedBase: string;
  /** Access tokens. */
  readonly tokens: { readonly ana: string; readonly ben: string; readonly sam: string };
  /** Ana's answered call, with an open session. */
  readonly callSid: string;
  readonly paySid: string;
  /** Ben's call. */
  readonly bensCallSid: string;
  readonly bensPaySid: string;
  /** A recorded callback of ana's session, with its signature. */
  readonly recorded: { readonly form: Form; readonly headers: Headers };
  /** What is needed to attack panels. */
  readonly panels: Panels;
  /** One browser for all attempts, launched by the first that needs it. */
  browser(): Promise<Browser>;
  /** A token for anyone the desk would sign in. */
  signIn(username: string, role?: string): Promise<string>;
  close(): Promise<void>;
}

/** The signature Twilio would send. */
export function sign(authToken: string, url: string, form: Form): string {
  return getExpectedTwilioSignature(authToken, url, form);
}

export const formBody = (form: Form) => new URLSearchParams(form).toString();

export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

export async function openTarget(stack: ProveStack): Promise<Target> {
  const portOf = (url: string) => Number(new URL(url).port);
  const desk: Target['desk'] = (method, path, headers, body) =>
    send(portOf(stack.deskUrl), method, path, { Connection: 'close', ...headers }, body);
  const simulator: Target['simulator'] = (method, path, headers, body) =>
    send(portOf(stack.simulatorUrl), method, path, { Connection: 'close', ...headers }, body);
  const signIn = async (username: string, role = 'agent') => {
    const response = await desk('POST', '/dev/session', {}, JSON.stringify({ username, role }));
    return (JSON.parse(response.body.toString()) as { accessToken: string }).accessToken;
  };

  const tokens = {
    ana: await signIn('ana'),
    ben: await signIn('ben'),
    sam: await signIn('sam', 'supervisor'),
  };
  const asAgent = async (token: string, path: string, body?: unknown) => {
    const headers = { Authorization: `Bearer ${token}` };
    const response = await desk(
      'POST',
      `/api${path}`,
      headers,
      body === undefined ? '' : JSON.stringify(body),
    );
    if (response.status > 299)
      throw new Error(`Failed to prepare the target: ${path} returned ${response.status}`);
    return JSON.parse(response.body.toString()) as PaySession;
  };
  const open = async (token: string, answerAs: string) => {
    await asAgent(token, '/token');
    await asAgent(token, '/presence', { state: 'online' });
    const placed = await simulator(
      'POST',
      '/simulator/calls',
      {},
      JSON.stringify({ answer: 'headless', identity: answerAs }),
    );
    const { callSid } = JSON.parse(placed.body.toString()) as { callSid: string };
    const { paySid } = await asAgent(token, '/startPaySession', { callSid, chargeAmount: '12.00' });
    return { callSid, paySid };
  };
  const anas = await open(tokens.ana, 'ana');
  const bens = await open(tokens.ben, 'ben');

  const signedBase = stack.callbacks.apiUrl;
  const form = {
    AccountSid: stack.credentials.accountSid,
    CallSid: anas.callSid,
    Capture: 'payment-card-number',
    DateUpdated: new Date().toISOString(),
    PartialResult: 'false',
    PaymentCardNumber: 'xxxxxxxxxxxx1111',
    PaymentCardType: 'visa',
    PaymentMethod: 'credit-card',
    Required: 'expiration-date,security-code,postal-code',
    Sid: anas.paySid,
  };
  const headers = {
    ...FORM,
    'X-Twilio-Signature': sign(stack.credentials.authToken, `${signedBase}/statusCallback`, form),
    'I-Twilio-Idempotency-Token': 'token-1',
  };
  const response = await desk('POST', '/api/statusCallback', headers, formBody(form));
  if (response.status !== 204)
    throw new Error(`Failed to prepare the target: a callback got ${response.status}`);

  const client = new DynamoDBClient({
    endpoint: stack.app().databaseEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let browser: Promise<Browser> | undefined;
  const dynamo = DynamoDBDocumentClient.from(client);
  const keys = await loadSignInKeys(stack.dataDir);
  const issuer = `${stack.deskUrl}/oidc`;
  return {
    stack,
    dynamo,
    panels: await openPanels({ stack, dynamo, keys, issuer, desk, simulator }),
    browser() {
      browser ??= launchChromium();
      return browser;
    },
    async close() {
      client.destroy();
      await (await browser)?.close();
    },
    signedBase,
    issuer,
    keys,
    tokens,
    ...anas,
    bensCallSid: bens.callSid,
    bensPaySid: bens.paySid,
    recorded: { form, headers },
    desk,
    simulator,
    signIn,
  };
}
