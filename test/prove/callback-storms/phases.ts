import type { FaultPlan } from '#simulator/services.ts';
import type { Random } from '../random.ts';
import { pause } from '../stack/agent.ts';
import type { DatabaseFaults } from '../stack/database-proxy.ts';
import type { ProveStack } from '../stack/start-stack.ts';

/** Faults under which sessions run. */
export interface Phase {
  readonly name: string;
  readonly callbacks?: FaultPlan['callbacks'];
  /** Faults of Twilio's REST API, which includes Sync's documents. */
  readonly rest?: NonNullable<FaultPlan['rest']>;
  readonly database?: DatabaseFaults;
  /** Kills the app repeatedly, each time after a random time of at most this many milliseconds. */
  readonly killEveryMs?: number;
}

const SYNC = ['createDocument', 'updateDocument', 'updatePermission'];

export const PHASES: readonly Phase[] = [
  {
    name: 'late, duplicated, reordered and lost callbacks',
    callbacks: {
      late: { probability: 0.1, milliseconds: 400 },
      duplicated: { probability: 0.4 },
      reordered: { probability: 0.4, windowMilliseconds: 1_200 },
      lost: { probability: 0.04 },
    },
  },
  {
    name: 'Sync down',
    rest: { probability: 1, failWith: 503, operations: SYNC },
    callbacks: { duplicated: { probability: 0.2 } },
  },
  {
    name: 'store throttled and failing',
    database: {
      probability: 0.12,
      failures: ['throttled', 'unavailable', 'reset', 'lostResponse', 'malformed', 'slow'],
    },
  },
  {
    name: 'failing between the append and what follows',
    database: {
      probability: 0.8,
      failures: ['unavailable', 'lostResponse'],
      table: 'Sessions',
      operations: ['PutItem'],
    },
    rest: { probability: 0.8, failWith: 'reset', operations: SYNC },
    callbacks: { duplicated: { probability: 0.3 }, reordered: { probability: 0.3, windowMilliseconds: 600 } },
  },
  {
    name: 'append whose response is lost',
    database: {
      probability: 0.5,
      failures: ['lostResponse', 'slow'],
      table: 'Audit',
      operations: ['PutItem'],
    },
  },
  {
    name: 'killed at random points',
    killEveryMs: 4_000,
    callbacks: { duplicated: { probability: 0.2 }, reordered: { probability: 0.2, windowMilliseconds: 600 } },
  },
];

/** Starts a phase. The function it returns ends the phase, waits until the app runs again and returns the number of kills. */
export function unleash(stack: ProveStack, phase: Phase, random: Random): () => Promise<number> {
  const { callbacks, rest, database, killEveryMs } = phase;
  stack.simulator.faults.set({ ...(callbacks ? { callbacks } : {}), ...(rest ? { rest } : {}) });
  stack.database.faults = database;
  let over = false;
  let kills = 0;
  const killing = (async () => {
    while (killEveryMs && !over) {
      await pause(random.int(killEveryMs / 4, killEveryMs));
      if (over) break;
      kills += 1;
      await stack.app().kill();
      await stack.restart();
    }
  })();
  return async () => {
    over = true;
    stack.simulator.faults.clear();
    stack.database.faults = undefined;
    await killing;
    return kills;
  };
}
