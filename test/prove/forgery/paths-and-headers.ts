import { connect } from 'node:net';
import { type Attempt, outcomeOf } from './attempt.ts';
import type { Target } from './target.ts';

const NO_ROUTE = '404 NOT_FOUND';
const UNSIGNED = '403 SIGNATURE_REFUSED';
/** The page serves any address without an extension; what counts is that the API did not respond. */
const PAGE = 'the page';
const FILE_MISSING = '404';

/** Spellings of addresses. Each request has the desk's token, so that only the address is wrong. */
const PATHS: readonly (readonly [method: string, path: string, expected: Attempt['expected']])[] = [
  ['POST', '/api/presence/', NO_ROUTE],
  ['POST', '/api//presence', NO_ROUTE],
  ['POST', '//api/presence', '405'],
  ['POST', '/api/Presence', NO_ROUTE],
  ['POST', '/API/presence', '405'],
  ['POST', '/api/presence%2f', NO_ROUTE],
  ['POST', '/api%2fpresence', '405'],
  ['POST', '/api/%70resence', NO_ROUTE],
  ['POST', '/api/./presence', NO_ROUTE],
  ['POST', '/api/x/../presence', NO_ROUTE],
  ['POST', '/x/../api/presence', '405'],
  ['POST', '/api/presence;x=1', NO_ROUTE],
  ['POST', '/api/presence/x', NO_ROUTE],
  ['POST', '/api/presence%00', NO_ROUTE],
  ['POST', '/api/presence.json', NO_ROUTE],
  ['POST', '/api', NO_ROUTE],
  ['POST', '/api/__proto__', NO_ROUTE],
  ['POST', '/api/{proxy+}', NO_ROUTE],
  ['POST', '/api/sweep', NO_ROUTE],
  ['POST', '/api/configureTwilio', NO_ROUTE],
  ['POST', '/prod/presence', '405'],
  ['GET', '/api/presence', NO_ROUTE],
  ['PUT', '/api/presence', NO_ROUTE],
  ['DELETE', '/api/presence', NO_ROUTE],
  ['PATCH', '/api/presence', NO_ROUTE],
  ['OPTIONS', '/api/presence', NO_ROUTE],
  ['HEAD', '/api/presence', '404'],
  ['TRACE', '/api/presence', NO_ROUTE],
  ['GET', '/api/paySessions/', NO_ROUTE],
  ['GET', '/api/paySessions/%2e%2e', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions/..', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions/%2e%2e%2fpresence', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions/PK1', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions/%00', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions/%E0%A4', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions/__proto__', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions?__proto__=x', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions?constructor=x', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions?from=2026-01-01%0d%0aSet-Cookie:%20a=b&format=csv', '400 INVALID_REQUEST'],
  ['GET', '/api/paySessions?agent=4111111111111111', ['400 INVALID_REQUEST', '403 NOT_YOUR_CALL']],
  ['POST', '/api/../api/statusCallback', NO_ROUTE],
  ['POST', '/api/statusCallback%3fx', NO_ROUTE],
  ['POST', '/api/statusCallback?', UNSIGNED],
  ['GET', '/../package.json', FILE_MISSING],
  ['GET', '/..%2fpackage.json', FILE_MISSING],
  ['GET', '/%2e%2e/%2e%2e/package.json', FILE_MISSING],
  ['GET', '/..%5c..%5cpackage.json', FILE_MISSING],
  ['GET', '/assets/../../package.json', FILE_MISSING],
  ['GET', '/%00.js', FILE_MISSING],
  ['GET', '//etc/passwd', PAGE],
  ['GET', '/..%2f..%2f..%2f..%2fetc%2fpasswd', PAGE],
  ['GET', '/.env', [FILE_MISSING, PAGE]],
  ['GET', '/.git/config', [FILE_MISSING, PAGE]],
  ['GET', '/sign-in-keys.json', FILE_MISSING],
  ['GET', '/twilio-credentials.json', FILE_MISSING],
  ['GET', '/%E0%A4%A', '400'],
  ['POST', '/dev/session/', '405'],
  ['POST', '/dev//session', '405'],
  ['POST', '/%64ev/session', '405'],
  ['POST', '/oidc/../dev/session', '404'],
  ['GET', '/dev/session', '405 METHOD_NOT_ALLOWED'],
];

/** Handwritten requests that no well-behaved client would send. `HOST` stands for the desk's own host. */
const RAW: Readonly<Record<string, readonly [readonly string[], Attempt['expected']]>> = {
  'an absolute address': [['GET http://evil.example/api/paySessions HTTP/1.1', 'Host: HOST'], '400'],
  'only an authority': [['GET evil.example:80 HTTP/1.1', 'Host: HOST'], '400'],
  'two lengths': [
    ['POST /api/presence HTTP/1.1', 'Host: HOST', 'Content-Length: 2', 'Content-Length: 3', '', '{}'],
    '400',
  ],
  'a length and chunks': [
    [
      'POST /api/presence HTTP/1.1',
      'Host: HOST',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      '',
      '0',
      '',
      '',
    ],
    '400',
  ],
  'an unknown transfer coding': [
    ['POST /api/presence HTTP/1.1', 'Host: HOST', 'Transfer-Encoding: xchunked', '', '{}'],
    ['400', '401 SIGN_IN_REQUIRED', 'connection closed'],
  ],
  'a folded header': [
    ['GET /healthz HTTP/1.1', 'Host: HOST', 'X-A: b', ' c: d'],
    ['400', '200'],
  ],
  'a header name with a space': [['GET /healthz HTTP/1.1', 'Host: HOST', 'X A: b'], '400'],
  'a line feed in a header': [
    ['GET /healthz HTTP/1.1', 'Host: HOST', 'X-A: b\nX-C: d'],
    ['400', '200'],
  ],
  'a zero byte in a header': [['GET /healthz HTTP/1.1', 'Host: HOST', 'X-A: b\0c'], '400'],
  '100 kB of headers': [
    ['GET /healthz HTTP/1.1', 'Host: HOST', `X-A: ${'a'.repeat(100_000)}`],
    ['431', 'connection closed'],
  ],
  'two hosts': [
    ['GET /healthz HTTP/1.1', 'Host: HOST', 'Host: evil.example'],
    ['400', '200', '421'],
  ],
  'no version': [['GET /healthz'], ['400', '421', 'connection closed']],
  'a request of two lines': [['GET /healthz HTTP/1.1\r\nX: y', 'Host: HOST'], '200'],
};

/** Odd spellings of addresses, and odd requests. */
export const PATHS_AND_HEADERS: readonly Attempt[] = [
  ...PATHS.map(([method, path, expected]) => ({
    family: 'paths',
    name: `${method} ${path}`,
    expected,
    run: async (target: Target) => {
      const headers = { Authorization: `Bearer ${target.tokens.ana}` };
      const body = method === 'POST' && !path.includes('statusCallback') ? '{"state":"offline"}' : '';
      const response = await target.desk(method, path, headers, body);
      return response.body.toString().trimStart().toLowerCase().startsWith('<!doctype html')
        ? PAGE
        : outcomeOf(response);
    },
  })),
  ...Object.entries(RAW).map(([name, [lines, expected]]) => ({
    family: 'headers',
    name,
    expected,
    run: (target: Target) => sendLines(new URL(target.stack.deskUrl), lines),
  })),
];

/** Sends lines as they are and returns the outcome. */
export function sendLines(to: URL, lines: readonly string[]): Promise<string> {
  const text = `${lines.join('\r\n').replaceAll('HOST', to.host)}\r\n\r\n`;
  return new Promise((resolve) => {
    const socket = connect(Number(to.port), '127.0.0.1');
    let received = '';
    const done = () => {
      clearTimeout(patience);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
      const body = received.slice(received.indexOf('\r\n\r\n') + 4);
      resolve(status ? outcomeOf({ status: Number(status), body }) : 'connection closed');
    };
    const patience = setTimeout(done, 2000);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (received.includes('\r\n\r\n')) setTimeout(done, 20);
    });
    socket.on('error', done);
    socket.on('close', done);
    socket.write(text, 'latin1');
  });
}
