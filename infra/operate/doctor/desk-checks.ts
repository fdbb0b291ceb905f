import { COGNITO_MAILS_A_DAY } from '#infra/config.ts';
import { PATHS } from '#lambdas/contract/routes.ts';
import { type Check, DEPLOY, failed, passed, type Target, warned } from './finding.ts';

/** What a browser loads first. */
export const DESK_CHECKS: readonly Check[] = [page, api, processor, embedding, mail];

export async function page(target: Target) {
  const check = 'The desk loads and knows where to sign in';
  const config = await fetchJson(target, `${target.deskUrl}config.json`);
  const oidc = config?.oidc as { readonly authority?: unknown } | undefined;
  if (typeof oidc?.authority !== 'string') {
    return failed(check, `config.json is missing or belongs to something else. ${DEPLOY}`);
  }
  const html = await status(target, target.deskUrl);
  if (html !== 200) return failed(check, `The page itself does not load. ${DEPLOY}`);
  const discovery = await fetchJson(target, `${oidc.authority}/.well-known/openid-configuration`);
  if (discovery) return passed(check);
  return failed(check, 'The sign-in it names does not respond. See "Nobody can sign in" in docs/runbook.md.');
}

async function api(target: Target) {
  const check = "The desk's API refuses requests without a sign-in";
  const actual = await status(target, `${target.deskUrl}api${PATHS.listPaySessions}`);
  if (actual === 401) return passed(check);
  return failed(
    check,
    `It returns ${actual ?? 'nothing'} instead of 401. See "Webhooks do not respond" in docs/runbook.md.`,
  );
}

async function processor(target: Target) {
  const check = target.mockProcessor
    ? 'The stand-in processor refuses wrong credentials'
    : 'There is no stand-in processor';
  const actual = await status(target, target.publicBaseUrl + PATHS.mockPaymentProcessor, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('doctor:wrong').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: '{}',
  });
  if (actual === (target.mockProcessor ? 401 : 404)) return passed(check);
  return failed(
    check,
    target.mockProcessor
      ? `It returns ${actual ?? 'nothing'} instead of 401. On 404, run npm run deploy: the stage was deployed without it. Otherwise read its log; see "Webhooks do not respond" in docs/runbook.md.`
      : `Its address returns ${actual ?? 'nothing'} instead of 404: the stage was deployed with it. Run npm run deploy, now that the settings leave it out.`,
  );
}

async function embedding(target: Target) {
  const { embedOrigins } = target;
  const isOn = embedOrigins.length > 0;
  const check = isOn
    ? 'The panel stands in the pages it is set for, and in no others'
    : 'There is no panel for other systems';
  const wanted = isOn ? 401 : 404;
  const actual = await status(target, `${target.deskUrl}api${PATHS.createGrant}`, { method: 'POST' });
  if (actual !== wanted) {
    return failed(
      check,
      `Its address for grants returns ${actual ?? 'nothing'} instead of ${wanted}. ${AS_SET}`,
    );
  }
  const frames = isOn ? embedOrigins.toSorted().join(' ') : "'none'";
  const allowed = await framesOf(target, `${target.deskUrl}panel`);
  if (allowed === frames) return passed(check);
  return failed(check, `Browsers show it inside ${allowed ?? 'any page'} instead of ${frames}. ${AS_SET}`);
}

const AS_SET = 'Run npm run deploy with the settings as they are now.';

async function mail({ cognitoMails }: Target) {
  const check = 'Invitations and codes reach everybody';
  if (!cognitoMails) return passed(check);
  return warned(
    check,
    `Cognito itself sends ${COGNITO_MAILS_A_DAY} mails a day at most. For more set SIGN_IN_MAIL_FROM and deploy.`,
  );
}

async function status(target: Target, url: string, init: RequestInit = {}): Promise<number | undefined> {
  try {
    const response = await target.fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

/** The `frame-ancestors` of a page, in order; undefined where it has none. */
async function framesOf(target: Target, url: string): Promise<string | undefined> {
  try {
    const response = await target.fetch(url, { signal: AbortSignal.timeout(15_000) });
    await response.arrayBuffer();
    const policy = response.headers.get('content-security-policy') ?? '';
    return /frame-ancestors ([^;]+)/.exec(policy)?.[1]?.trim().split(/\s+/).sort().join(' ');
  } catch {
    return undefined;
  }
}

async function fetchJson(target: Target, url: string): Promise<Record<string, unknown> | undefined> {
  try {
    const response = await target.fetch(url, { signal: AbortSignal.timeout(15_000) });
    const body: unknown = await response.json();
    return response.ok && typeof body === 'object' && body !== null
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
