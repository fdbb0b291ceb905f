import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { type HandlerHouse, openHouse } from '#test/support/handler-house.ts';

let house: HandlerHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const claiming = (username: string, groups: string) =>
  ({ requestId: 'request-1', authorizer: { claims: { username, 'cognito:groups': groups } } }) as never;

const PEOPLE_ROUTES = ROUTES.filter(({ auth }) => auth.kind === 'signIn').map(({ name }) => name);

describe('a reserved name', () => {
  it.each(PEOPLE_ROUTES)('is refused by %s', async (route) => {
    for (const name of [
      'system',
      'twilio',
      'supervisor',
      'System',
      'TWILIO',
      ' ｓｕｐｅｒｖｉｓｏｒ',
      'sys\u200btem',
      'system\ufe0f',
      'system\u3164',
      'system\u115f',
      'system\u2800',
      'sy\u034fstem',
      'twílio',
      'super\u0301visor\u0000',
    ]) {
      const reply = await house.invoke(route, { requestContext: claiming(name, 'agent,supervisor') });
      expect(reply).toMatchObject({ status: 403, json: { error: { code: 'NAME_RESERVED' } } });
    }
  });

  it('is not any name that contains one', async () => {
    for (const name of ['systema', 'my-system', 'sistem', 'система', 'twilio.user', 'supervisor2']) {
      const reply = await house.invoke('listPaySessions', { requestContext: claiming(name, 'supervisor') });
      expect(reply.status).toBe(200);
    }
  });
});

describe('groups', () => {
  const statuses = async (groups: string) => {
    const requestContext = claiming('boss', groups);
    const supervisors = await house.invoke('team', { requestContext });
    const agents = await house.invoke('token', { requestContext });
    return [supervisors.status, agents.status];
  };

  it.each([
    ['supervisor', [200, 403]],
    ['agent', [403, 200]],
    ['agent,supervisor', [200, 200]],
    ['us-east-1_Ab12Cd34_company,supervisor', [200, 403]],
  ])('%s open what they are for', async (groups, expected) => {
    expect(await statuses(groups)).toEqual(expected);
  });

  it.each([
    'ops,supervisor',
    'supervisor,ops',
    'agent, supervisor',
    'agent,supervisor ',
    '[agent supervisor]',
    'agent supervisor',
    'Agent,Supervisor',
    'agent,,supervisor',
    'supervisors',
    '["agent","supervisor"]',
  ])('grant nothing when one may be another of an odd name: %s', async (groups) => {
    expect(await statuses(groups)).toEqual([403, 403]);
  });
});
