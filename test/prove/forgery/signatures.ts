import { createHash, createHmac } from 'node:crypto';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { type Attempt, outcomeOf } from './attempt.ts';
import { FORM, type Form, formBody, type Headers, sign, type Target } from './target.ts';

/** A request that would change something if it were accepted. */
interface Webhook {
  readonly route: string;
  readonly form: (target: Target) => Form;
}

/** By the name of the route. */
const FORMS: Readonly<Record<string, Webhook['form']>> = {
  statusCallback: ({ paySid, callSid, stack }) => ({
    AccountSid: stack.credentials.accountSid,
    CallSid: callSid,
    DateUpdated: '2030-01-01T00:00:00.000Z',
    PaymentConfirmationCode: 'ch_forged',
    Result: 'success',
    Sid: paySid,
  }),
  callStatus: ({ callSid }) => ({ CallSid: callSid, CallStatus: 'completed', From: '+12025550100' }),
  twiml: () => ({ CallStatus: 'ringing', From: '+12025550100' }),
};

const WEBHOOKS: readonly Webhook[] = ROUTES.filter(({ auth }) => auth.kind === 'twilioSignature').flatMap(
  ({ name, paths }) =>
    paths.map((route) => ({
      route,
      // A call that nothing is known of, at each address another.
      form: (target) => ({ CallSid: callAt(route), ...formOf(name)(target) }),
    })),
);

function callAt(route: string): string {
  return `CA${createHash('sha256').update(route).digest('hex').slice(0, 32)}`;
}

function formOf(name: string): Webhook['form'] {
  const form = FORMS[name];
  if (!form) throw new Error(`Failed to forge ${name}: no form is known for it. Add one to FORMS.`);
  return form;
}

/** What to send instead of the correct values. Everything not named stays correct. */
interface Forgery {
  readonly signedWith?: (target: Target) => string;
  readonly signedUrl?: (url: string) => string;
  readonly signedForm?: (form: Form) => Form;
  readonly signature?: (right: string, context: { url: string; form: Form; authToken: string }) => Headers;
  readonly body?: (form: Form) => string;
  readonly headers?: Headers;
  readonly path?: (path: string) => string;
}

const FORGERIES: Readonly<Record<string, Forgery>> = {
  'no signature': { signature: () => ({}) },
  'an empty signature': { signature: () => ({ 'X-Twilio-Signature': '' }) },
  'a truncated signature': { signature: (right) => header(right.slice(0, -5)) },
  'a signature without its padding': { signature: (right) => header(right.replace(/=+$/, '')) },
  'a signature with one letter changed': {
    signature: (right) => header((right.startsWith('A') ? 'B' : 'A') + right.slice(1)),
  },
  'the signature in lower case': { signature: (right) => header(right.toLowerCase()) },
  'the signature in hex': { signature: (right) => header(Buffer.from(right, 'base64').toString('hex')) },
  'the signature twice': { signature: (right) => header(right + right) },
  'a list of signatures': { signature: (right) => header(`AAAA, ${right}`) },
  'a SHA-256 signature': {
    signature: (_, { url, form, authToken }) =>
      header(
        createHmac('sha256', authToken)
          .update(url + joined(form))
          .digest('base64'),
      ),
  },
  'a signature without the parameters': { signedForm: () => ({}) },
  'another auth token': { signedWith: () => '0'.repeat(32) },
  'an empty auth token': { signedWith: () => '' },
  'the API key as auth token': { signedWith: ({ stack }) => stack.credentials.apiKeySecret },
  'the connector password as auth token': { signedWith: ({ stack }) => stack.credentials.connectorPassword },
  'the account SID as auth token': { signedWith: ({ stack }) => stack.credentials.accountSid },
  'another host': { signedUrl: (url) => url.replace('127.0.0.1', 'localhost') },
  'another scheme': { signedUrl: (url) => url.replace('http:', 'https:') },
  'another port': { signedUrl: (url) => url.replace(/:\d+\//, ':9/') },
  'another stage': { signedUrl: (url) => url.replace('/api/', '/prod/') },
  'no stage': { signedUrl: (url) => url.replace('/api/', '/') },
  'another endpoint': { signedUrl: (url) => url.replace(/[^/]+$/, 'mockPaymentProcessor') },
  'the path with an extra slash': { signedUrl: (url) => `${url}/` },
  'the path in another case': { signedUrl: (url) => url.replace(/[^/]+$/, (name) => name.toUpperCase()) },
  'the path encoded': {
    signedUrl: (url) => url.replace(/\w(?=\w*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  },
  'the path with dot segments': { signedUrl: (url) => url.replace(/([^/]+)$/, 'x/../$1') },
  'a query that was not sent': { signedUrl: (url) => `${url}?a=1` },
  'a user in the address': { signedUrl: (url) => url.replace('//', '//twilio@') },
  'a parameter added': { body: (form) => formBody({ ...form, Zzz: '1' }) },
  'an empty parameter added': { body: (form) => `${formBody(form)}&Zzz=` },
  'a parameter removed': { signedForm: (form) => ({ ...form, Extra: '1' }) },
  'a value changed': { signedForm: (form) => ({ ...form, CallSid: `CA${'e'.repeat(32)}` }) },
  'a name in another case': { signedForm: (form) => renamed(form, (name) => name.toLowerCase()) },
  'values encoded twice': { signedForm: (form) => changed(form, (value) => encodeURIComponent(` ${value}`)) },
  'a parameter repeated with another value': {
    body: (form) => `CallSid=CA${'e'.repeat(32)}&Sid=PK${'e'.repeat(32)}&${formBody(form)}`,
  },
  'parameters in the query': { body: () => '', path: (path) => `${path}?CallSid=x` },
  'an unsigned query': { path: (path) => `${path}?debug=1` },
  'a JSON body': { headers: { 'Content-Type': 'application/json' }, body: (form) => JSON.stringify(form) },
  'a body hash in the query': { path: (path) => `${path}?bodySHA256=${'0'.repeat(64)}` },
  'a multipart body': {
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    body: (form) =>
      `${Object.entries(form)
        .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
        .join('')}--b--`,
  },
  'a host of the sender’s choice': {
    signedUrl: (url) => url.replace(/\/\/[^/]+/, '//evil.example'),
    headers: {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'host=evil.example',
    },
  },
  'a path of the sender’s choice': {
    signedUrl: (url) => url.replace(/[^/]+$/, 'other'),
    headers: {
      'X-Original-URL': '/api/other',
      'X-Rewrite-URL': '/api/other',
      'X-Forwarded-Path': '/api/other',
    },
  },
};

/** Every webhook with every forgery, and replays of a valid callback. */
export const SIGNATURES: readonly Attempt[] = [
  ...WEBHOOKS.flatMap((webhook) =>
    Object.entries(FORGERIES).map(([name, forgery]) => ({
      family: 'signatures',
      name: `${webhook.route}: ${name}`,
      expected: '403 SIGNATURE_REFUSED',
      run: (target: Target) => forge(target, webhook, forgery),
    })),
  ),
  replay('unchanged', {}, '204'),
  replay('under another idempotency token', { headers: { 'I-Twilio-Idempotency-Token': 'token-2' } }, '204'),
  replay('without its idempotency token', { without: 'I-Twilio-Idempotency-Token' }, '204'),
  replay('at another endpoint', { path: '/callStatus' }, '403 SIGNATURE_REFUSED'),
  replay('with GET', { method: 'GET' }, '404 NOT_FOUND'),
  replay('with PUT', { method: 'PUT' }, '404 NOT_FOUND'),
  replay(
    'asking for another method',
    { method: 'GET', headers: { 'X-HTTP-Method-Override': 'POST' } },
    '404 NOT_FOUND',
  ),
];

/** Correctly signed: each must be accepted, otherwise the refusals above prove nothing. */
export const SIGNATURE_CONTROLS: readonly Attempt[] = WEBHOOKS.map((webhook) => ({
  family: 'signatures',
  name: `${webhook.route}: control, correctly signed`,
  expected: webhook.route.startsWith('/twiml') ? '200' : '204',
  control: true,
  run: (target) => forge(target, webhook, {}),
}));

async function forge(target: Target, { route, form: formOf }: Webhook, forgery: Forgery): Promise<string> {
  const form = formOf(target);
  const authToken = (forgery.signedWith ?? (({ stack }: Target) => stack.credentials.authToken))(target);
  const url = (forgery.signedUrl ?? ((same) => same))(target.signedBase + route);
  const right = sign(authToken, url, (forgery.signedForm ?? ((same) => same))(form));
  const path = (forgery.path ?? ((same) => same))(`/api${route}`);
  return outcomeOf(
    await target.desk(
      'POST',
      path,
      { ...FORM, ...forgery.headers, ...(forgery.signature ?? header)(right, { url, form, authToken }) },
      (forgery.body ?? formBody)(form),
    ),
  );
}

interface Replay {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Headers;
  readonly without?: string;
}

function replay(name: string, { path, method, headers, without }: Replay, expected: string): Attempt {
  return {
    family: 'signatures',
    name: `/statusCallback: a valid callback replayed ${name}`,
    expected,
    async run({ desk, recorded }) {
      const sent = Object.entries({ ...recorded.headers, ...headers }).filter(
        ([header]) => header !== without,
      );
      const body = formBody(recorded.form);
      return outcomeOf(
        await desk(method ?? 'POST', `/api${path ?? '/statusCallback'}`, Object.fromEntries(sent), body),
      );
    },
  };
}

function header(signature: string): Headers {
  return { 'X-Twilio-Signature': signature };
}

function joined(form: Form): string {
  return Object.entries(form)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('');
}

function renamed(form: Form, rename: (name: string) => string): Form {
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [rename(name), value]));
}

function changed(form: Form, change: (value: string) => string): Form {
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, change(value)]));
}
