import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { ENV } from '#lambdas/contract/environment.ts';
import { readCaller } from '#lambdas/edge/read-caller.ts';
import { handler } from '#lambdas/sign-in/index.ts';

beforeAll(() => {
  process.env[ENV.agentGroup] = 'Phone Agents';
  process.env[ENV.supervisorGroup] = 'Phone Supervisors';
});
afterAll(() => {
  delete process.env[ENV.agentGroup];
  delete process.env[ENV.supervisorGroup];
});

const COMPANY = JSON.stringify([{ userId: 'u-1', providerName: 'company', providerType: 'SAML' }]);

/** What Cognito hands over for somebody the provider says this of (AWS docs, pre token generation, version 2). */
async function signIn(attributes: Readonly<Record<string, string>>, username = 'company_u-1') {
  const event = {
    version: '2',
    triggerSource: 'TokenGeneration_HostedAuth',
    userName: username,
    request: { userAttributes: { identities: COMPANY, ...attributes }, groupConfiguration: {}, scopes: [] },
    response: { claimsAndScopeOverrideDetails: null },
  } as unknown as PreTokenGenerationV2TriggerEvent;
  const { response } = await handler(event);
  const details = response.claimsAndScopeOverrideDetails;
  return {
    groups: details?.groupOverrideDetails?.groupsToOverride,
    claims: details?.accessTokenGeneration?.claimsToAddOrOverride ?? {},
  };
}

/** Who the API takes somebody for, with such a token. */
function callerOf(username: string, claims: object, groups: readonly string[] = ['agent']) {
  const all = { username, 'cognito:groups': groups.join(), ...claims };
  return readCaller({ requestContext: { authorizer: { claims: all } } } as never);
}

describe('somebody of the company', () => {
  it.each([
    ['SAML', '[Everyone, Phone Agents]', ['agent']],
    ['SAML, one group', '[Phone Supervisors]', ['supervisor']],
    ['OIDC', '["Phone Agents","Phone Supervisors"]', ['agent', 'supervisor']],
    ['OIDC, one group', 'Phone Agents', ['agent']],
    ['words', 'Everyone, Phone Supervisors', ['supervisor']],
    ['no group of ours', '["Everyone"]', []],
    ['part of a name', '["Phone Agents of Acme","phone agents"]', []],
    ['our own names, which mean nothing there', '[agent, supervisor]', []],
    ['no text in the list', '[1, {"a": "Phone Agents"}]', []],
    ['nothing', '', []],
  ])('has the roles that their groups mean: %s', async (_, groups, roles) => {
    expect((await signIn({ 'custom:groups': groups })).groups).toEqual(roles);
  });

  it('is called by their address in the records', async () => {
    const { claims } = await signIn({ email: 'Ana.Perez@Example.com' });
    expect(callerOf('company_u-1', claims).username).toBe('ana.perez@example.com');
  });

  it.each(['', 'ana', 'system', 'a b@example.com', 'a@b@c', '4111111111111111', `${'x'.repeat(200)}@y.com`])(
    'keeps the name Cognito gave them when their address is %j',
    async (email) => {
      const { claims } = await signIn({ email });
      expect(callerOf('company_u-1', claims).username).toBe('company_u-1');
    },
  );
});

describe('anybody else', () => {
  it('is left as they are', async () => {
    const event = await signIn(
      { identities: '', 'custom:groups': '[Phone Supervisors]', email: 'boss@example.com' },
      'ana',
    );
    expect(event).toEqual({ groups: undefined, claims: {} });
  });

  it.each(['[{"providerName":"Google"}]', 'company', '{"providerName":"company"}', '[null]'])(
    'is not of the company with the identities %s',
    async (identities) => {
      expect((await signIn({ identities, 'custom:groups': '[Phone Agents]' })).groups).toBeUndefined();
    },
  );

  it('cannot take the name of somebody of the company', () => {
    expect(callerOf('ana', { desk_name: 'boss@example.com' }).username).toBe('ana');
    expect(callerOf('companyman', { desk_name: 'boss@example.com' }).username).toBe('companyman');
  });
});
