import { expect, it } from '@jest/globals';
import { projectVariables } from '#simulator/functions/variables.ts';

const OWN = {
  TWILIO_ACCOUNT_SID: 'our account',
  TWILIO_AUTH_TOKEN: 'our token',
  TWILIO_API_KEY: 'our key',
  TWILIO_API_SECRET: 'our secret',
  TWILIO_SYNC_SERVICE_SID: 'our Sync',
  TWILIO_TWIML_APP_SID: 'our app',
  TWILIO_PHONE_NUMBER: 'our number',
};
const HEX = '0123456789abcdef'.repeat(2);

it.each([
  ['TWILIO_ACCOUNT_SID=whatever', 'our account'],
  ['MAIN=AC', 'AC'],
  [`MAIN=AC${HEX}`, 'our account'],
  [`SIGNING=SK${HEX}`, 'our key'],
  [`STATE=IS${HEX}`, 'our Sync'],
  [`APP=AP${HEX}`, 'our app'],
  [`WORKSPACE_SID=WS${HEX}`, `WS${HEX}`],
  ['AUTH_TOKEN="quoted"', 'our token'],
  ['TWILIO_API_KEY_SECRET=whatever', 'our secret'],
  ['API_KEY_SID=SKxxxx', 'our key'],
  ['API_KEY=kept', 'kept'],
  ['STRIPE_API_SECRET=kept', 'kept'],
  ["TWILIO_CALLER_ID='+15550100'", 'our number'],
  ['# a comment\nPLAIN=text # and why', 'text'],
])('reads %s', (dotEnv, value) => {
  const name = /(\w+)=/.exec(dotEnv)?.[1] ?? '';
  const { variables, replaced } = projectVariables(dotEnv, OWN);
  expect(variables[name]).toBe(value);
  expect(replaced).toEqual(value.startsWith('our') ? [name] : []);
});

it('has an account without any .env', () => {
  expect(projectVariables('', OWN)).toEqual({
    variables: { ...OWN, ACCOUNT_SID: 'our account', AUTH_TOKEN: 'our token' },
    replaced: [],
  });
});
