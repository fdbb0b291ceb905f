import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { startStack, type TestStack } from './support/start-stack.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(() => stack.remove());

const SAMPLES = ROUTES.flatMap((route) =>
  route.paths.map((path) => ({ route, method: route.method, path: path.replace(/\{\w+\}/g, 'PK1') })),
);
const named = SAMPLES.map((sample) => [`${sample.method} ${sample.path}`, sample] as const);
const signedIn = named.filter(([, { route }]) => route.auth.kind === 'signIn');
const others = named.filter(([, { route }]) => route.auth.kind !== 'signIn');

/** Without their proof. That of a grant is in the body, and there is none. */
const REFUSED_WITH = {
  twilioSignature: 403,
  connectorBasic: 401,
  client: 401,
  panel: 401,
  grant: 400,
} as const;

async function call({ method, path }: (typeof SAMPLES)[number], headers: Record<string, string> = {}) {
  const response = await fetch(`${stack.apiUrl}${path}`, { method, headers });
  return { status: response.status, body: await response.text() };
}

describe('every route', () => {
  it.each(signedIn)('%s refuses whoever is not signed in', async (_name, sample) => {
    for (const headers of [{}, { Authorization: 'Bearer a.b.c' }, { Authorization: 'Basic YTpi' }] as Record<
      string,
      string
    >[]) {
      const { status, body } = await call(sample, headers);
      expect([status, JSON.parse(body).error.code]).toEqual([401, 'SIGN_IN_REQUIRED']);
    }
  });

  it.each(signedIn)('%s lets its roles in and refuses the others', async (_name, sample) => {
    const { auth } = sample.route;
    for (const role of ['agent', 'supervisor'] as const) {
      const { status } = await call(sample, {
        Authorization: `Bearer ${await stack.devSession('zoe', role)}`,
      });
      const admitted = auth.kind === 'signIn' && auth.roles.includes(role);
      if (admitted) expect([200, 400, 404]).toContain(status);
      else expect(status).toBe(403);
    }
  });

  it.each(others)(
    '%s refuses whoever does not prove itself its own way, a signed-in agent too',
    async (_name, sample) => {
      const expected = REFUSED_WITH[sample.route.auth.kind as keyof typeof REFUSED_WITH];
      for (const headers of [{}, { Authorization: `Bearer ${await stack.devSession('ana')}` }] as Record<
        string,
        string
      >[]) {
        const { status, body } = await call(sample, { 'X-Twilio-Signature': 'bm9uc2Vuc2U=', ...headers });
        expect([status, body]).toEqual([expected, expect.not.stringContaining('NOT_FOUND')]);
      }
    },
  );

  it.each(named)('%s is known by its own method only', async (_name, sample) => {
    const other = sample.method === 'GET' ? 'POST' : 'GET';
    const { status, body } = await call({ ...sample, method: other });
    expect([status, JSON.parse(body).error.code]).toEqual([404, 'NOT_FOUND']);
  });
});
