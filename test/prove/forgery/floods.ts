import type { Attempt } from './attempt.ts';
import type { Target } from './target.ts';

const CONNECTIONS = 80;

/** Many requests of one person at once, and how they affect somebody else. */
export const FLOODS: readonly Attempt[] = [
  flood('reads of another agent’s payment', 'agent', ({ paySid }) => `/paySessions/${paySid}`),
  flood('reads of the access log, which an agent may not read', 'agent', () => '/accessLog'),
  flood('searches', 'supervisor', () => '/paySessions?format=csv'),
  {
    family: 'floods',
    name: `${2 * CONNECTIONS} supervisors read at once`,
    expected: 'nothing failed, others served',
    run: async (target) => {
      const names = Array.from({ length: 2 * CONNECTIONS }, (_, at) => `boss.${at}`);
      const tokens = await Promise.all(names.map((name) => target.signIn(name, 'supervisor')));
      const asked = tokens.map((token) => get(target, token, `/paySessions/${target.paySid}`));
      const statuses = await Promise.all(asked);
      return judge(statuses, statuses);
    },
  },
];

function flood(what: string, role: string, path: (target: Target) => string): Attempt {
  return {
    family: 'floods',
    name: `${CONNECTIONS} ${what} at once by one person, and a supervisor at the same time`,
    expected: 'nothing failed, others served',
    run: async (target) => {
      const [flo, beside] = await Promise.all([
        target.signIn(`flo.${what.replace(/\W+/g, '.')}`, role),
        target.signIn(`beside.${what.replace(/\W+/g, '.')}`, 'supervisor'),
      ]);
      const asked = Array.from({ length: CONNECTIONS }, () => get(target, flo, path(target)));
      const others = await Promise.all([
        get(target, beside, '/accessLog'),
        get(target, beside, '/paySessions'),
        get(target, beside, `/paySessions/${target.paySid}`),
      ]);
      return judge(await Promise.all(asked), others);
    },
  };
}

async function get({ desk }: Target, token: string, path: string): Promise<number> {
  return (await desk('GET', `/api${path}`, { Authorization: `Bearer ${token}` })).status;
}

function judge(asked: readonly number[], others: readonly number[]): string {
  const failed = asked.filter((status) => status >= 500).length;
  const served = others.every((status) => status === 200);
  return `${failed === 0 ? 'nothing' : failed} failed, others ${served ? 'served' : others.join(' ')}`;
}
