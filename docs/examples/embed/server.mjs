/**
 * A small CRM that takes card payments in its own page. No dependencies: `node server.mjs`.
 *
 * What matters is `grantFor`: the browser never sees the client's secret, and the server, not the page, decides what may be
 * taken. Everything else is pages.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const {
  PORT = '4000',
  /** Where the desk is. */
  PAY_URL = 'http://127.0.0.1:3000',
  TOKEN_URL = `${PAY_URL}/oidc/token`,
  CLIENT_ID = 'acme',
  CLIENT_SECRET = '',
  /** The origin of these pages: one of those set for this client in EMBED_CLIENTS. */
  ORIGIN = `http://127.0.0.1:${PORT}`,
} = process.env;
/** The same pages as another site, around the frame of the first: see helpdesk.html. */
const OUTER = ORIGIN.replace('127.0.0.1', 'localhost');

let held = { token: '', until: 0 };

/** One token an hour, not one a payment: they cost money, and their number is limited. */
async function clientToken() {
  if (Date.now() < held.until) return held.token;
  const basic = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
  const response = await fetch(TOKEN_URL, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'desk/grant' }),
  });
  if (!response.ok) throw new Error(`No token: ${response.status}`);
  const { access_token: token, expires_in: seconds } = await response.json();
  held = { token, until: Date.now() + seconds * 750 };
  return token;
}

/** Lets the agent who is signed in here take one payment on one call. */
async function grantFor({ callSid, reference }) {
  // Yours: who is signed in, whether the call is theirs, what the order costs.
  const agent = 'ana';
  const response = await fetch(`${PAY_URL}/api/panel/grants`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await clientToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      callSid,
      agent,
      reference,
      customer: 'CUST-1001',
      currency: 'USD',
      maxAmount: '200.00',
      origin: ORIGIN,
    }),
  });
  return { status: response.status, body: await response.text() };
}

/** Strict pages name what they load; a page that isolates itself loads only what agrees to it. */
const STRICT = {
  'content-security-policy': `default-src 'none'; script-src 'self' ${PAY_URL}; frame-src ${PAY_URL}; style-src 'self'; connect-src 'self'`,
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
};
const PAGES = {
  '/': { file: 'crm.html' },
  '/strict': { file: 'strict.html', headers: STRICT },
  '/helpdesk': { file: 'helpdesk.html' },
  '/app': { file: 'app.html' },
  '/crm.js': { file: 'crm.js' },
  '/app.js': { file: 'app.js' },
  '/helpdesk.js': { file: 'helpdesk.js' },
  '/crm.css': { file: 'crm.css' },
};
const TYPES = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

async function page({ file, headers = {} }, response) {
  const release = await fetch(`${PAY_URL}/embed/v1/release.json`).then((found) => found.json());
  const values = { PAY_URL, ORIGIN, OUTER, LOADER: release.loader, INTEGRITY: release.integrity };
  const text = await readFile(new URL(file, import.meta.url), 'utf8');
  const type = TYPES[file.split('.').pop()];
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, ...headers });
  response.end(text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? ''));
}

const server = createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, ORIGIN);
    if (request.method === 'POST' && pathname === '/grant') {
      // A page of another site must not get one with this one's cookies.
      if (request.headers.origin !== ORIGIN) return response.writeHead(403).end();
      let text = '';
      for await (const part of request) text += part;
      const { status, body } = await grantFor(JSON.parse(text));
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    } else if (Object.hasOwn(PAGES, pathname)) await page(PAGES[pathname], response);
    else response.writeHead(404).end();
  } catch (error) {
    response.writeHead(502).end(`${error.message}\n`);
  }
});

// For this machine alone: nobody has to sign in here.
server.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`ready  ${ORIGIN}/?call=CA…&reference=INV-1001\n`);
});
