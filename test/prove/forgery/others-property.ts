import { type Attempt, outcomeOf } from './attempt.ts';
import type { Target } from './target.ts';

type Who = (target: Target) => string | Promise<string>;

/** Names that look like ana's, or that a careless comparison would accept as hers. */
const LOOK_ALIKES = ['Ana', 'ANA', 'аna', 'ana.', 'ana_', 'an', 'ana,ben', '_61na', '*', '%'];

const ben: Who = ({ tokens }) => tokens.ben;
const sam: Who = ({ tokens }) => tokens.sam;

/** Ben, strangers and a supervisor at ana's call and session. */
export const OTHERS_PROPERTY: readonly Attempt[] = [
  ...['ben', ...LOOK_ALIKES].flatMap((name) => takeOver(name, (target) => target.signIn(name))),
  attempt('ben starts on the SID of ana’s leg', ben, '403 NOT_YOUR_CALL', ({ stack, callSid }) => {
    const leg = stack.simulator.calls.list().find(({ parentCallSid }) => parentCallSid === callSid);
    return ['POST', '/startPaySession', { callSid: leg?.sid, chargeAmount: '1.00' }];
  }),
  attempt('ben lists ana’s payments', ben, '403 NOT_YOUR_CALL', () => ['GET', '/paySessions?agent=ana']),
  attempt('ben exports ana’s payments', ben, '403 NOT_YOUR_CALL', () => [
    'GET',
    '/paySessions?agent=ana&format=csv',
  ]),
  reads('ben lists by ana’s call', ben, ({ callSid }) => `/paySessions?callSid=${callSid}`),
  reads('ben lists active payments', ben, () => '/paySessions?state=active'),
  reads('ben exports all he may', ben, () => '/paySessions?format=csv&from=2020-01-01'),
  reads('ben continues from a made-up cursor', ben, ({ paySid }) => {
    const cursor = Buffer.from(`2999-01-01T00:00:00.000Z#${paySid}`).toString('base64url');
    return `/paySessions?cursor=${cursor}`;
  }),
  attempt('ben names the agent twice', ben, ['403 NOT_YOUR_CALL', '400 INVALID_REQUEST'], () => [
    'GET',
    '/paySessions?agent=ben&agent=ana',
  ]),
  attempt('a supervisor cancels without a reason', sam, '400 INVALID_REQUEST', ({ paySid }) => [
    'POST',
    '/cancelPaySession',
    { paySid },
  ]),
  attempt('a supervisor cancels for the reason " "', sam, '400 INVALID_REQUEST', ({ paySid }) => [
    'POST',
    '/cancelPaySession',
    { paySid, reason: ' ' },
  ]),
  attempt('ben reads a session that does not exist', ben, '404 SESSION_NOT_FOUND', () => [
    'GET',
    `/paySessions/PK${'0'.repeat(32)}`,
  ]),
  attempt('ben starts on a call that does not exist', ben, '404 CALL_NOT_FOUND', () => [
    'POST',
    '/startPaySession',
    { callSid: `CA${'0'.repeat(32)}`, chargeAmount: '1.00' },
  ]),
  attempt('ben names two sessions at once', ben, '403 NOT_YOUR_CALL', ({ bensPaySid, paySid }) => [
    'POST',
    '/cancelPaySession',
    `{"paySid":"${bensPaySid}","paySid":"${paySid}"}`,
  ]),
];

type Request = readonly [method: string, path: string, body?: unknown];

function takeOver(name: string, who: Who): readonly Attempt[] {
  const cases: readonly (readonly [string, (target: Target) => Request])[] = [
    ['starts on', ({ callSid }) => ['POST', '/startPaySession', { callSid, tokenType: 'reusable' }]],
    [
      'asks for a field in',
      ({ paySid }) => ['POST', '/updatePaySession', { paySid, capture: 'expiration-date' }],
    ],
    ['submits', ({ paySid }) => ['POST', '/completePaySession', { paySid }]],
    ['cancels', ({ paySid }) => ['POST', '/cancelPaySession', { paySid, reason: 'mine now' }]],
    ['reads', ({ paySid }) => ['GET', `/paySessions/${paySid}`]],
    ['reads the seal of', ({ paySid }) => ['GET', `/paySessions/${paySid}/seal`]],
  ];
  return cases.map(([what, request]) =>
    attempt(`"${name}" ${what} what is ana’s`, who, '403 NOT_YOUR_CALL', request),
  );
}

function attempt(
  name: string,
  who: Who,
  expected: Attempt['expected'],
  request: (target: Target) => Request,
): Attempt {
  return {
    family: 'ownership',
    name,
    expected,
    run: async (target) => outcomeOf(await ask(target, who, request(target))),
  };
}

/** A list that is allowed, but must not contain anything of ana's. */
function reads(name: string, who: Who, path: (target: Target) => string): Attempt {
  return {
    family: 'ownership',
    name,
    expected: '200, nothing of ana’s',
    async run(target) {
      const { status, body } = await ask(target, who, ['GET', path(target)]);
      const text = body.toString();
      const shows = [target.paySid, target.callSid].some((sid) => text.includes(sid));
      return `${status}, ${shows ? 'something' : 'nothing'} of ana’s`;
    },
  };
}

async function ask(target: Target, who: Who, [method, path, body]: Request) {
  const headers = { Authorization: `Bearer ${await who(target)}` };
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return target.desk(method, `/api${path}`, headers, text);
}
