import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type CallHouse, openCallHouse } from '#test/support/call-house.ts';
import { parametersOf } from './helper-parameters.ts';
import { ask, given, type Obeyed, type Refused, type RestOperation } from './rest-operation.ts';
import { CALLS, CUSTOMER } from './tables/calls.ts';
import { CONFERENCES } from './tables/conferences.ts';
import { PROVISIONING } from './tables/provisioning.ts';
import { QUEUES } from './tables/queues.ts';
import { SYNC } from './tables/sync.ts';

/** What is set is obeyed or refused, never accepted and ignored: every parameter of every REST operation. */
const OPERATIONS: readonly RestOperation[] = [...CALLS, ...QUEUES, ...CONFERENCES, ...PROVISIONING, ...SYNC];

/** Operations that take parameters and have their table elsewhere. */
const ELSEWHERE = ['createPayment', 'updatePayment'];

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

it('has a table for every operation of the simulator that takes parameters', () => {
  const root = join(import.meta.dirname, '../../../simulator');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const served = files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    return [...source.matchAll(/failing\('(\w+)'\)|\['(\w+)', '(?:GET|POST|PUT|DELETE)', /g)].map(
      ([, one, other]) => `${one ?? other}`,
    );
  });
  const taking = [...new Set(served)].filter((name) => /^(create|update|list)/.test(name));
  expect([...OPERATIONS.map(({ name }) => name), ...ELSEWHERE].sort()).toEqual(taking.sort());
});

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
