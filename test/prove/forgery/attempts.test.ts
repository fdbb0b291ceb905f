import { expect, it } from '@jest/globals';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { ATTEMPTS } from './campaign.ts';

it.each(ROUTES.flatMap(({ method, paths, auth }) => paths.map((path) => [method, path, auth] as const)))(
  'has every attempt for %s %s',
  (method, path, auth) => {
    const named = (family: string, prefix: string) =>
      ATTEMPTS.filter((attempt) => attempt.family === family && attempt.name.startsWith(prefix)).length;
    if (auth.kind === 'twilioSignature') expect(named('signatures', `${path}: `)).toBeGreaterThan(40);
    if (auth.kind === 'connectorBasic') expect(named('connector', `${path}: `)).toBeGreaterThan(10);
    if (['client', 'grant', 'panel'].includes(auth.kind))
      expect(named('panels', `${method} ${path}: `)).toBeGreaterThan(20);
    if (auth.kind === 'signIn') {
      expect(named('tokens', `${method} ${path}: `)).toBeGreaterThan(40);
      expect(named('roles', `${method} ${path} as `)).toBe(method === 'GET' ? 2 : 2 - auth.roles.length);
    }
  },
);
