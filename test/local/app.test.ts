import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pickRules } from '#lambdas/contract/rule-names.ts';
import { createApp } from '#local/app.ts';
import { deskConfig } from '#local/desk/desk-config.ts';
import { readLogo } from '#local/desk/logo.ts';
import { securityHeaders } from '#local/desk/security-headers.ts';
import { createDevClient, createDevSession } from '#local/dev-endpoints.ts';
import { type Served, send, serve } from './support/serve.ts';

let served: Served;
const errors: unknown[] = [];
const minted: unknown[] = [];

beforeAll(async () => {
  const answer = (text: string) => async (_request: unknown, response: ServerResponse) => {
    response.end(text);
  };
  const parts: Parameters<typeof createApp>[0] = {
    get port() {
      return served.port;
    },
    api: answer('api'),
    signIn: answer('sign-in'),
    devSession: createDevSession({
      mint: async (person) => {
        minted.push(person);
        return 'token';
      },
    }),
    devClient: createDevClient({
      issuer: 'http://127.0.0.1:3000/oidc',
      credentials: (name) => (name === 'acme' ? { id: 'acme', secret: 'open sesame' } : undefined),
    }),
    page: async (_request, response, path) => {
      if (path === '/broken') throw new Error('secret');
      response.end(`page ${path}`);
    },
    config: deskConfig('http://127.0.0.1:3000', 'http://127.0.0.1:3001', pickRules({})),
    logo: readLogo('web/public/favicon.svg').logo,
    shim: 'shim',
    headers: securityHeaders({
      simulatorUrl: 'http://127.0.0.1:3001',
      dev: false,
      framedBy: ['https://crm.example.com'],
    }),
    onError: (error) => errors.push(error),
  };
  served = await serve(createApp(parts));
});

afterAll(() => served.close());

async function get(path: string, headers = {}): Promise<string> {
  const { status, body } = await send(served.port, 'GET', path, headers);
  return `${status} ${body}`;
}

describe('the one port', () => {
  it.each([
    ['/healthz', '200 {"status":"ok"}'],
    ['/api/token', '200 api'],
    ['/oidc/auth?x=1', '200 sign-in'],
    ['/local/websocket-shim.js', '200 shim'],
    ['/', '200 page /'],
    ['/apiary', '200 page /apiary'],
    ['/a%20b?c', '200 page /a b'],
    ['/panel?x=1', '200 page /panel.html'],
    ['/%', '400 Bad request\n'],
  ])('sends %s to its part', async (path, answer) => {
    expect(await get(path)).toBe(answer);
  });

  it('serves the business’s own picture as a picture, under the policy of every file', async () => {
    const { status, headers, body } = await send(served.port, 'GET', '/brand/logo.svg', {});
    expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml']);
    expect(headers['content-security-policy']).toContain("img-src 'self'");
    expect(body.toString()).toMatch(/^<svg/);
  });

  it('shows the page at an address that nobody can decode', async () => {
    for (const path of ['/%', '/payments/%E0%A4%A', '/payments/PK%?from=%'])
      expect(await get(path, { accept: 'text/html,*/*' })).toBe('200 page /');
  });

  it('tells the page where everything is', async () => {
    expect(JSON.parse((await send(served.port, 'GET', '/config.json')).body.toString())).toEqual({
      stage: 'local',
      practice: true,
      reportZone: 'UTC',
      merchant: { name: 'Example Shop', locality: 'Springfield, IL', contact: '+1 500 555 0006' },
      oidc: { authority: 'http://127.0.0.1:3000/oidc', clientId: 'desk', scope: 'openid profile' },
      signOutWaiting: false,
      voice: { chunderw: '127.0.0.1:3001', publishEvents: false },
      sync: { Twilsock: { uri: 'ws://127.0.0.1:3001/v3/wsconnect' } },
    });
  });

  it('lets the panel stand in the pages it is set for, and all else in the console at most', async () => {
    const framing = async (path: string) => {
      const { headers } = await send(served.port, 'GET', path);
      const [ancestors] = /frame-ancestors [^;]+/.exec(String(headers['content-security-policy'])) ?? [];
      return [ancestors, headers['x-frame-options'], headers['cross-origin-resource-policy']];
    };
    expect(await framing('/panel')).toEqual([
      'frame-ancestors https://crm.example.com',
      undefined,
      'cross-origin',
    ]);
    expect(await framing('/embed/v1/loader.js')).toEqual([
      "frame-ancestors 'none'",
      undefined,
      'cross-origin',
    ]);
    for (const path of ['/', '/panel.html', '/panel/', '/panels', '/%70anel', '/payments/PK1'])
      expect(await framing(path)).toEqual([
        'frame-ancestors http://127.0.0.1:3001',
        undefined,
        'same-origin',
      ]);
  });

  it('sends a policy that allows the simulator and nothing inline', async () => {
    const { headers } = await send(served.port, 'GET', '/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:3001 ws://127.0.0.1:3001");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('microphone=(self)'),
    });
    expect((await send(served.port, 'GET', '/api/token')).headers['content-security-policy']).toBeUndefined();
  });

  it('serves this machine’s names only, and pages under one of them', async () => {
    const { port } = served;
    expect(await get('/dev/session', { Host: `evil.example:${port}` })).toMatch(/^421 /);
    expect(await get('/healthz', { Host: '127.0.0.1:1' })).toMatch(/^421 /);
    expect(await get('/api/token', { Host: `localhost:${port}` })).toBe('200 api');
    const page = await send(port, 'GET', '//evil.example/a?b=c', {
      Host: `localhost:${port}`,
      Accept: 'text/html,*/*',
    });
    expect([page.status, page.headers.location]).toEqual([
      307,
      `http://127.0.0.1:${port}//evil.example/a?b=c`,
    ]);
  });

  it('answers 500 without the reason when a part fails, and stays up', async () => {
    expect(await get('/broken')).toBe('500 Internal error\n');
    expect(errors).toHaveLength(1);
    expect(await get('/healthz')).toMatch(/^200 /);
  });
});

describe('POST /dev/session', () => {
  const post = async (body: string) => {
    const answer = await send(
      served.port,
      'POST',
      '/dev/session',
      { 'Content-Type': 'application/json' },
      body,
    );
    return { status: answer.status, body: JSON.parse(answer.body.toString()) };
  };

  it('gives a token to whoever is named, an agent unless told', async () => {
    expect(await post('{"username":"ana"}')).toEqual({ status: 200, body: { accessToken: 'token' } });
    await post('{"username":"Zoë_7+é@x","role":"supervisor"}');
    expect(minted).toEqual([
      { username: 'ana', name: 'ana', groups: ['agent'] },
      { username: 'Zoë_7+é@x', name: 'Zoë_7+é@x', groups: ['supervisor'] },
    ]);
  });

  it.each([
    ['', 'BODY_NOT_JSON', undefined],
    ['{', 'BODY_NOT_JSON', undefined],
    ['[]', 'INVALID_REQUEST', 'username'],
    ['null', 'INVALID_REQUEST', undefined],
    ['{}', 'INVALID_REQUEST', 'username'],
    ['{"username":""}', 'INVALID_REQUEST', 'username'],
    ['{"username":"a b"}', 'INVALID_REQUEST', 'username'],
    ['{"username":7}', 'INVALID_REQUEST', 'username'],
    [`{"username":"${'x'.repeat(129)}"}`, 'INVALID_REQUEST', 'username'],
    ['{"username":"ana","role":"admin"}', 'INVALID_REQUEST', 'role'],
    ['{"username":"ana","groups":["supervisor"]}', 'INVALID_REQUEST', 'groups'],
    [`"${'x'.repeat(20_000)}"`, 'BODY_TOO_LARGE', undefined],
  ])('refuses %.40s', async (body, code, field) => {
    const answer = await post(body);
    expect(answer.status).toBe(code === 'BODY_TOO_LARGE' ? 413 : 400);
    expect(answer.body.error).toMatchObject({ code, requestId: expect.any(String) });
    expect(answer.body.error.field).toBe(field);
  });

  it.each(['system', 'Twilio', 'SUPERVISOR'])(
    'gives nothing to %s, a name of the records’ own',
    async (username) => {
      const before = minted.length;
      const answer = await post(JSON.stringify({ username }));
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'NAME_RESERVED' } } });
      expect(minted).toHaveLength(before);
    },
  );

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])(
    'gives nothing to a page of %s, which could send it without asking',
    async (origin) => {
      const headers = { Origin: origin, 'Content-Type': 'text/plain' };
      const answer = await send(served.port, 'POST', '/dev/session', headers, '{"username":"ana"}');
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ error: { code: 'FOREIGN_ORIGIN' } });
    },
  );

  it('takes POST only', async () => {
    expect(await get('/dev/session')).toMatch(/^405 /);
  });
});

describe('POST /dev/client', () => {
  const post = async (body: string, headers = {}) => {
    const { status, body: text } = await send(served.port, 'POST', '/dev/client', headers, body);
    return { status, body: JSON.parse(text.toString()) };
  };

  it('gives what a client that is set up signs in with', async () => {
    expect(await post('{"name":"acme"}')).toEqual({
      status: 200,
      body: { clientId: 'acme', clientSecret: 'open sesame', tokenUrl: 'http://127.0.0.1:3000/oidc/token' },
    });
  });

  it('says how to set up another, and gives nothing to a page of another site', async () => {
    expect(await post('{"name":"rival"}')).toMatchObject({ status: 404, body: { error: { field: 'name' } } });
    expect((await post('{"name":"acme"}', { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('{"name":7}')).status).toBe(400);
  });
});
