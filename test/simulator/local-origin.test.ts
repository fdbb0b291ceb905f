import { expect, it } from '@jest/globals';
import { isLocalOrigin } from '#simulator/local-origin.ts';

it.each([
  [undefined, true],
  ['http://127.0.0.1:3000', true],
  ['http://localhost:5173', true],
  ['http://desk.localhost', true],
  ['http://[::1]:3000', true],
  ['http://sim.test:3001', true],
  ['https://evil.example', false],
  ['http://127.0.0.1.evil.example', false],
  ['http://localhost.evil.example', false],
  ['null', false],
])('takes a page of %s as local: %s', (origin, local) => {
  expect(isLocalOrigin({ host: 'sim.test:3001', ...(origin === undefined ? {} : { origin }) })).toBe(local);
});
