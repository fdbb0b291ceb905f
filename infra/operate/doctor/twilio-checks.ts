import { isUsable } from '#lambdas/configure-twilio/api-key.ts';
import { lookForPayConnector } from '#lambdas/configure-twilio/pay-connector.ts';
import {
  createTwilioRest,
  type Json,
  TwilioFailure,
  type TwilioRest,
} from '#lambdas/configure-twilio/twilio-rest.ts';
import { PATHS } from '#lambdas/contract/routes.ts';
import { type Check, DEPLOY, failed, passed, type Target, warned } from './finding.ts';

/** Twilio's side, ordered so that an earlier problem explains the later ones. */
export const TWILIO_CHECKS: readonly Check[] = [
  authToken,
  apiKey,
  twimlApp,
  voiceFallback,
  phoneNumber,
  syncService,
  payConnector,
];

async function authToken(target: Target) {
  const check = 'Twilio accepts the auth token';
  return orExplain(check, async () => {
    await withAuthToken(target).get(`${account(target)}/IncomingPhoneNumbers.json?PageSize=1`);
    return passed(check);
  });
}

export async function apiKey(target: Target) {
  const check = 'Twilio accepts the API key';
  const { apiKeySid, apiKeySecret } = target.secret;
  if (!apiKeySid || !apiKeySecret) return failed(check, `The secret has no API key. ${DEPLOY}`);
  return orExplain(check, async () => {
    const parts = { twilio: withAuthToken(target), hosts: target.hosts, connect: connector(target) };
    if (await isUsable(parts, target.secret)) return passed(check);
    return failed(check, `Twilio refuses it, or it is another account's. ${DEPLOY}`);
  });
}

export async function twimlApp(target: Target) {
  const check = `The TwiML app points at ${PATHS.twiml}`;
  return orExplain(check, async () => {
    const app = await orNothing(
      withAuthToken(target).get(`${account(target)}/Applications/${target.twimlAppSid}.json`),
    );
    if (!app) return failed(check, `The app is gone. ${DEPLOY}`);
    if (app.voice_url !== target.publicBaseUrl + PATHS.twiml)
      return failed(check, `It points elsewhere. ${DEPLOY}`);
    if (app.voice_method !== 'POST') return failed(check, `Its method is not POST. ${DEPLOY}`);
    return passed(check);
  });
}

export async function voiceFallback(target: Target) {
  const check = "The TwiML app's fallback says a sentence when the API does not respond";
  return orExplain(check, async () => {
    const app = await orNothing(
      withAuthToken(target).get(`${account(target)}/Applications/${target.twimlAppSid}.json`),
    );
    const { voice_fallback_url: url, voice_fallback_method: method } = app ?? {};
    if (typeof url !== 'string' || !url || method !== 'GET')
      return failed(check, `The app has none, or asks for it other than by GET. ${DEPLOY}`);
    // As Twilio asks for it, with an address among the parameters: a firewall may take that for an attack.
    const query = new URLSearchParams({ ErrorCode: '11200', ErrorUrl: target.publicBaseUrl + PATHS.twiml });
    const problem = problemOf(await fetchTwiml(target, `${url}?${query}`));
    if (!problem) return passed(check);
    return failed(
      check,
      `${problem} Run npm run deploy; if that does not help, see "The firewall blocks many requests" in docs/runbook.md.`,
    );
  });
}

function problemOf(response: Awaited<ReturnType<typeof fetchTwiml>>): string | undefined {
  if (!response) return 'Its address does not respond.';
  const { status, type, body } = response;
  if (status !== 200) return `Its address returns ${status}.`;
  if (!/^(?:text|application)\/xml\b/.test(type))
    return 'It is not served as XML, so Twilio would not run it.';
  return /<Response>.*<Say\b.*<\/Response>/s.test(body) ? undefined : 'It is not TwiML that says something.';
}

async function fetchTwiml({ fetch }: Target, url: string) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: await response.text() };
  } catch {
    return undefined;
  }
}

async function phoneNumber(target: Target) {
  const check = 'The phone number uses the TwiML app';
  return orExplain(check, async () => {
    const query = new URLSearchParams({ PhoneNumber: target.phoneNumber });
    const page = await withAuthToken(target).get(`${account(target)}/IncomingPhoneNumbers.json?${query}`);
    const rows = Array.isArray(page.incoming_phone_numbers) ? (page.incoming_phone_numbers as Json[]) : [];
    const number = rows.find((row) => row.phone_number === target.phoneNumber);
    if (!number)
      return failed(check, 'The account has no such number. Check PHONE_NUMBER and TWILIO_ACCOUNT_SID.');
    if (number.trunk_sid)
      return failed(
        check,
        'It belongs to a SIP trunk, which takes precedence. Remove it from the trunk in the Console.',
      );
    if (number.voice_application_sid === target.twimlAppSid) return passed(check);
    return failed(
      check,
      "It points elsewhere. Choose this stack's TwiML app for it in the Console (Phone Numbers > Manage).",
    );
  });
}

export async function syncService(target: Target) {
  const check = "The Sync service separates the agents' documents";
  return orExplain(check, async () => {
    const service = await orNothing(
      withAuthToken(target).get(`${target.hosts.sync}/v1/Services/${target.syncServiceSid}`),
    );
    if (!service)
      return failed(
        check,
        'The service is gone. Run npm run deploy, which makes another; if SYNC_SERVICE_SID names one, correct it first.',
      );
    if (service.acl_enabled === true) return passed(check);
    return failed(
      check,
      'Its access control (ACL) is off: every agent can read every payment. Run npm run deploy, which turns it on; if SYNC_SERVICE_SID names the service, turn it on in the Console (Sync > Services).',
    );
  });
}

async function payConnector(target: Target) {
  const check = `The Pay Connector ${target.payConnectorName} is installed`;
  const found = await lookForPayConnector(
    { twilio: withAuthToken(target), hosts: target.hosts },
    target.payConnectorName,
  );
  if (found === 'found') return passed(check);
  return warned(
    check,
    'The Marketplace API does not list it, which proves nothing: check in the Console (Voice > Manage > Pay Connectors). The steps are in the stack output PayConnectorSteps.',
  );
}

function withAuthToken({ accountSid, secret, fetch }: Target): TwilioRest {
  return connector({ fetch })(accountSid, secret.authTokens[0] ?? '');
}

function connector({ fetch }: Pick<Target, 'fetch'>) {
  return (accountSid: string, authToken: string) => createTwilioRest({ accountSid, authToken, fetch });
}

function account({ hosts, accountSid }: Target): string {
  return `${hosts.api}/2010-04-01/Accounts/${accountSid}`;
}

async function orNothing(request: Promise<Json>): Promise<Json | undefined> {
  try {
    return await request;
  } catch (failure) {
    if (failure instanceof TwilioFailure && failure.status === 404) return undefined;
    throw failure;
  }
}

async function orExplain(check: string, run: () => ReturnType<Check>): ReturnType<Check> {
  try {
    return await run();
  } catch (failure) {
    if (failure instanceof TwilioFailure) return failed(check, failure.message);
    throw failure;
  }
}
