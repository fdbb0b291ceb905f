import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_BODY_BYTES } from '#lambdas/contract/gateway-responses.ts';
import { PATHS, ROUTES } from '#lambdas/contract/routes.ts';
import { Script } from '../local/support/script.ts';
import { startStack, type TestStack } from '../local/support/start-stack.ts';
import {
  countedBy,
  lookedAtBy,
  refusedBy,
  type SeenRequest,
  type WebAcl,
} from '../support/firewall-verdict.ts';
import { synthTemplate } from '../support/synth-stack.ts';

const acls = Object.values(
  synthTemplate({ STAGE: 'dev', MOCK_PROCESSOR: 'on' }).findResources('AWS::WAFv2::WebACL'),
).map(({ Properties }) => Properties);
const api = acls.find(({ Scope }) => Scope === 'REGIONAL') as WebAcl;
const edge = acls.find(({ Scope }) => Scope === 'CLOUDFRONT') as WebAcl;

const KNOWN_ATTACKS = 'AWSManagedRulesKnownBadInputsRuleSet';

/** Every request Twilio made during a payment, as sent. */
let fromTwilio: readonly SeenRequest[];
let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
  const ana = await Script.signIn({ deskUrl: stack.deskUrl, simulatorUrl: stack.simulator.url }, 'ana');
  await ana.goOnline();
  await ana.pay({ callSid: await ana.call(), chargeAmount: '12.00' });
  const { body } = await ana.simulator<readonly Recorded[]>('GET', '/requests');
  fromTwilio = body.filter(({ kind }) => kind !== 'rest' && kind !== 'sdk').map(asSeen);
}, 60_000);

afterAll(() => stack.remove());

describe("CloudFront's firewall", () => {
  it('judges the voice fallback by known attacks only: Twilio asks for it with an address among the parameters', () => {
    const request = { headers: {}, body: '' };
    expect(lookedAtBy(edge, { ...request, path: '/voice-fallback.xml' })).toEqual([KNOWN_ATTACKS]);
    expect(lookedAtBy(edge, { ...request, path: '/index.html' })).toHaveLength(3);
  });
});

describe("the API's firewall", () => {
  it('lets every request of a whole payment through', () => {
    const paths = new Set(fromTwilio.map(({ path }) => path));

    expect([...paths]).toEqual(
      expect.arrayContaining(['/api/twiml', '/api/statusCallback', '/api/mockPaymentProcessor']),
    );
    for (const request of fromTwilio)
      expect([request.path, refusedBy(api, request)]).toEqual([request.path, []]);
  });

  it('counts no request of Twilio’s', () => {
    for (const request of fromTwilio) expect(countedBy(api, request)).toEqual({});
  });

  it("judges Twilio by known attacks only, never by its address or a caller's name", () => {
    for (const request of fromTwilio) expect(lookedAtBy(api, request)).toEqual([KNOWN_ATTACKS]);
  });

  it.each(ROUTES.filter(({ auth }) => auth.kind === 'signIn').map(({ paths }) => paths[0]))(
    'judges %s by every managed rule',
    (path) => {
      expect(lookedAtBy(api, { path: `/api${path}`, headers: {}, body: '' })).toHaveLength(3);
    },
  );

  it.each(ROUTES.filter(({ auth }) => auth.kind === 'twilioSignature').map(({ paths }) => paths[0]))(
    'refuses %s without a signature',
    (path) => {
      const request = { path: `/api${path}`, headers: {}, body: 'CallSid=CA1' };

      expect(refusedBy(api, request)).toEqual(['UnsignedWebhook']);
      expect(refusedBy(api, { ...request, headers: { 'x-twilio-signature': '' } })).toEqual([
        'UnsignedWebhook',
      ]);
    },
  );
});

describe.each([
  ['API', api],
  ['site', edge],
])('the firewall of the %s', (_name, acl) => {
  const sized = (bytes: number) => ({ path: '/api/token', headers: {}, body: 'x'.repeat(bytes) });

  it('refuses a body at the same limit as the handlers, with the same response', () => {
    expect(refusedBy(acl, sized(MAX_BODY_BYTES))).toEqual([]);
    expect(refusedBy(acl, sized(MAX_BODY_BYTES + 1))).toEqual(['BodyTooLarge']);
    expect(refusalsOf(acl)).toMatchObject({
      BodyTooLarge: [413, 'BODY_TOO_LARGE'],
      TooManyReads: [429, 'TOO_MANY_REQUESTS'],
      TooManyRequests: [429, 'TOO_MANY_REQUESTS'],
    });
  });

  it.each([
    ['a look at a payment', 'GET', '/api/paySessions/PK1', 'TooManyReads'],
    ['a page', 'GET', '/index.html', 'TooManyReads'],
    ['a search', 'POST', `/api${PATHS.searchPaySessions}`, 'TooManyReads'],
    ['a search of the access log', 'POST', `/api${PATHS.searchAccessLog}`, 'TooManyReads'],
    ['completing', 'POST', `/api${PATHS.completePaySession}`, 'TooManyRequests'],
    ['cancelling', 'POST', `/api${PATHS.cancelPaySession}`, 'TooManyRequests'],
    ['something else', 'HEAD', '/', 'TooManyRequests'],
  ])('counts %s (%s %s) as %s only', (_, method, path, rule) => {
    expect(Object.keys(countedBy(acl, { method, path, headers: {}, body: '' }))).toEqual([rule]);
  });

  it('lets every payment open at 25 a second be read every 4.5 seconds from one address', () => {
    const { TooManyReads = 0 } = countedBy(acl, { method: 'GET', path: '/', headers: {}, body: '' });
    expect(TooManyReads).toBeGreaterThan((25 * 90 * 300) / 4.5);
  });

  it("leaves the size of a body to that rule, as AWS's own limit is half of it", () => {
    expect(JSON.stringify(acl)).toContain(
      '"RuleActionOverrides":[{"ActionToUse":{"Count":{}},"Name":"SizeRestrictions_BODY"}]',
    );
  });
});

interface Recorded {
  readonly kind: string;
  readonly url: string;
  readonly parameters: Readonly<Record<string, string>>;
}

function asSeen({ url, parameters }: Recorded): SeenRequest {
  const { pathname } = new URL(url);
  const isForm = !pathname.includes('mockPaymentProcessor');
  return {
    path: pathname,
    headers: isForm ? { 'x-twilio-signature': 'c2lnbmF0dXJl' } : { authorization: 'Basic eDp5' },
    body: isForm ? String(new URLSearchParams(parameters)) : JSON.stringify(parameters),
  };
}

interface WebAclWithWords {
  readonly Rules: readonly {
    readonly Name: string;
    readonly Action?: {
      readonly Block: {
        readonly CustomResponse?: { readonly ResponseCode: number; readonly CustomResponseBodyKey: string };
      };
    };
  }[];
  readonly CustomResponseBodies: Readonly<Record<string, { readonly Content: string }>>;
}

/** Status and code of each refusal that has a body of its own. */
function refusalsOf(acl: WebAcl): Readonly<Record<string, readonly [number, string]>> {
  const { Rules, CustomResponseBodies } = acl as unknown as WebAclWithWords;
  return Object.fromEntries(
    Rules.flatMap(({ Name, Action }) => {
      const { ResponseCode, CustomResponseBodyKey = '' } = Action?.Block.CustomResponse ?? {};
      const words = CustomResponseBodies[CustomResponseBodyKey]?.Content;
      return ResponseCode && words ? [[Name, [ResponseCode, JSON.parse(words).error.code]]] : [];
    }),
  );
}
