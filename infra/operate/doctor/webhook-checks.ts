import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { PROBE_PARAMETER } from '#lambdas/contract/probe.ts';
import { ROUTES, type RouteDefinition } from '#lambdas/contract/routes.ts';
import { type Check, type Finding, failed, passed, type Target } from './finding.ts';

/**
 * One check per address we give Twilio: a probe signed with our token must return 2xx, and the same probe with a wrong
 * signature must be refused. Nothing is recorded.
 */
export const WEBHOOK_CHECKS: readonly Check[] = ROUTES.filter(
  ({ auth }) => auth.kind === 'twilioSignature',
).map((route) => (target) => probe(route, target));

async function probe({ paths }: RouteDefinition, target: Target): Promise<Finding> {
  const check = `Webhook ${paths[0]} accepts requests from Twilio only`;
  const url = `${target.publicBaseUrl}${paths[0]}`;
  const form = { AccountSid: target.accountSid, [PROBE_PARAMETER]: 'doctor' };
  const signature = getExpectedTwilioSignature(target.secret.authTokens[0] ?? '', url, form);

  const actual = await post(target, url, form, signature);
  if (actual === undefined)
    return failed(check, 'No response. See "Webhooks do not respond" in docs/runbook.md.');
  if (actual === 403) {
    return failed(
      check,
      'It refuses Twilio\'s own signature. The first of authTokens in the secret must be the account\'s auth token; see "Signatures refused" in docs/runbook.md.',
    );
  }
  if (actual < 200 || actual > 299)
    return failed(
      check,
      `It returns ${actual}. Read its log; see "Webhooks do not respond" in docs/runbook.md.`,
    );

  const forged = await post(target, url, form, getExpectedTwilioSignature('not the token', url, form));
  if (forged === 403) return passed(check);
  return failed(
    check,
    'It accepts a forged request. Detach the phone number from the stack in the Console now, then deploy a version whose tests pass.',
  );
}

async function post(
  target: Target,
  url: string,
  form: Readonly<Record<string, string>>,
  signature: string,
): Promise<number | undefined> {
  try {
    const response = await target.fetch(url, {
      method: 'POST',
      headers: { 'x-twilio-signature': signature, 'user-agent': 'agent-assist-pay doctor' },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
