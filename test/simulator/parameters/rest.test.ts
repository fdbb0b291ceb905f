import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, openCallHouse } from '#test/support/call-house.ts';
import { operationsBelow, parametersOf } from './helper-parameters.ts';
import { ask, given, type Obeyed, type Refused, type RestOperation } from './rest-operation.ts';
import { CALLS, CUSTOMER } from './tables/calls.ts';
import { CONFERENCES } from './tables/conferences.ts';
import { PROVISIONING } from './tables/provisioning.ts';
import { QUEUES } from './tables/queues.ts';
import { SYNC } from './tables/sync.ts';
import { SYNC_COLLECTIONS } from './tables/sync-collections.ts';

/** What is set is obeyed or refused, never accepted and ignored: every parameter of every REST operation. */
const OPERATIONS: readonly RestOperation[] = [
  ...CALLS,
  ...QUEUES,
  ...CONFERENCES,
  ...PROVISIONING,
  ...SYNC,
  ...SYNC_COLLECTIONS,
];

/** Resources that have their table elsewhere. */
const ELSEWHERE = ['api/v2010/account/call/payment'];

let house: CallHouse;
afterEach(() => house?.close());

const response = (inner: string) => `<Response>${inner}</Response>`;
const LONG = response('<Pause length="600"/>');
const WORDS = response('<Say>Hello.</Say>');

async function open(): Promise<CallHouse> {
  house = await openCallHouse({
    '/voice': response('<Say>Hello.</Say><Dial timeout="600"><Client>ana</Client></Dial>'),
    '/long': LONG,
    '/new': LONG,
    'GET /new': LONG,
    '/app': LONG,
    '/broken': 500,
    '/hangup': response('<Hangup/>'),
    '/words': WORDS,
    'GET /words': WORDS,
  });
  for (const number of [CUSTOMER, '+14155550177'])
    await house.control('PUT', `/simulator/customers/${number}`, {});
  return house;
}

const listed = (parameters: RestOperation['parameters']) =>
  Object.entries(parameters).flatMap(([name, what]) =>
    [what].flat().map((one) => ({ name, one: one as Obeyed | Refused })),
  );

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
  '%s',
  (_name, operation) => {
    it('has a row for each parameter of the installed helper, and for no other', () => {
      expect(Object.keys(operation.parameters).sort()).toEqual(parametersOf(operation.helper));
    });

    const rows = listed(operation.parameters);
    const obeyed = rows.flatMap(({ name, one }) => (typeof one === 'function' ? [[name, one] as const] : []));
    const refusals = rows.flatMap(({ name, one }) =>
      typeof one === 'function' ? [] : [[name, one] as const],
    );

    if (obeyed.length > 0) {
      it.each(obeyed)('obeys %s', async (name, check) => {
        const ready = await operation.ready(await open());
        await check(given(house, name, ready));
      });
    }
    if (refusals.length > 0) {
      it(`refuses ${refusals.map(([name]) => name).join(', ')}`, async () => {
        const ready = await operation.ready(await open());
        const replies: unknown[] = [];
        for (const [name, { refused }] of refusals) {
          const { status, body } = await ask(house, ready.method, ready.path, {
            ...ready.base,
            [name]: refused,
          });
          replies.push([name, status, body.simulator ?? body.code]);
        }
        expect(replies).toEqual(
          refusals.map(([name, { code }]) => [name, code ? expect.any(Number) : 501, code ?? 'unsupported']),
        );
      });
    }
  },
);

/** The APIs of which the simulator serves something, as folders of the helper, and how their paths begin. */
const APIS = [
  ['api/v2010/account', '/2010-04-01'],
  ['sync/v1', '/v1'],
  ['marketplace/v1', '/v1'],
] as const;

it.each(APIS)(
  'has a table for every operation of %s that it serves, and refuses the others whole',
  async (api, root) => {
    await open();
    const { accountSid } = house.simulator.account;
    const isTabled = (file: string, call: string) =>
      OPERATIONS.some(({ helper }) => helper.file === file && helper.call === call);
    const others = operationsBelow(api, 'XX0').filter(
      ({ file, call }) => !isTabled(file, call) && !ELSEWHERE.includes(file),
    );
    const answers: string[] = [];
    for (const { call, path } of others) {
      const method = call === 'page' ? 'GET' : 'POST';
      const target = `${root}${path.replace('/Accounts/XX0', `/Accounts/${accountSid}`)}`;
      const { status, body } = await ask(house, method, target);
      if (status !== 501 || body.simulator !== 'unsupported') answers.push(`${method} ${target}: ${status}`);
    }
    expect(others.length).toBeGreaterThan(1);
    expect(answers).toEqual([]);
  },
);

it.each([
  ['POST', 'IncomingPhoneNumbers.json'],
  ['DELETE', 'IncomingPhoneNumbers/PN1.json'],
  ['DELETE', 'Calls/CA1.json'],
  ['POST', '/v1/InstalledAddOns'],
  ['GET', 'Conferences/CF1/Recordings.json'],
])('refuses %s %s whole', async (method, path) => {
  await open();
  const { status, body } = await ask(house, method, path);
  expect([status, body.simulator]).toEqual([501, 'unsupported']);
});
