import { TABLES } from '#lambdas/contract/tables.ts';
import { createDynamo, type Dynamo } from '#lambdas/platform/dynamo.ts';
import { createLog } from '#lambdas/platform/log.ts';
import { createAuditTrail } from '#lambdas/stores/audit-trail.ts';
import { createCallRecords } from '#lambdas/stores/call-records.ts';
import { createCeilingStore } from '#lambdas/stores/ceiling-store.ts';
import { NO_BUS } from '#lambdas/stores/event-bus.ts';
import { createOpenSessions } from '#lambdas/stores/open-sessions.ts';
import { createOutbox } from '#lambdas/stores/outbox.ts';
import { createReferenceStore } from '#lambdas/stores/reference-store.ts';
import { createSessionListing } from '#lambdas/stores/session-list.ts';
import { createSessionsStore } from '#lambdas/stores/sessions-store.ts';
import { createTotalsCounting } from '#lambdas/stores/totals-counting.ts';
import { createTotals } from '#lambdas/stores/totals-store.ts';
import type { SweepNeeds } from '#lambdas/sweep/sweep.ts';
import type { Services } from '#lambdas/wiring/services.ts';
import { createMissingTables } from '#local/database/create-tables.ts';

let houses = 0;

/** Tables of their own, and a clock that only moves when it is told to. Needs the database of a {@link HandlerHouse}. */
export async function openTotalsHouse(start: string, shards = 1) {
  houses += 1;
  const nameOf = (table: string) => `${table}-${houses}`;
  const tables = TABLES.map((table) => ({ ...table, name: nameOf(table.name) }));
  await createMissingTables(
    process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    tables as unknown as Parameters<typeof createMissingTables>[1],
  );
  let now = Date.parse(start);
  const clock = { now: () => new Date(now), sleep: async () => {} };
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = createLog((line) => lines.push(JSON.parse(line)));
  const [audit, sessionsTable] = [nameOf('Audit'), nameOf('Sessions')];

  /** All that payments, the sweep and reports need, over a database that may fail. */
  const servicesOn = (dynamo: Dynamo): SweepNeeds & Pick<Services, 'references' | 'totals'> => {
    const stored = { clock, dynamo };
    return {
      clock,
      bus: NO_BUS,
      calls: createCallRecords(stored, sessionsTable),
      ceilings: createCeilingStore(stored, sessionsTable),
      counting: createTotalsCounting(stored, sessionsTable, { shards }),
      documents: {
        open: async () => {},
        push: async () => {},
        pushTyping: async () => {},
        typed: async () => undefined,
      } as unknown as SweepNeeds['documents'],
      listing: createSessionListing(stored, sessionsTable, shards),
      open: createOpenSessions(stored, sessionsTable),
      outbox: createOutbox(stored, sessionsTable),
      payments: { cancel: async () => {} } as unknown as SweepNeeds['payments'],
      references: createReferenceStore(stored, sessionsTable),
      sessions: createSessionsStore(stored, sessionsTable, { shards }),
      trail: createAuditTrail(stored, audit),
      twilioCalls: { stateOf: async () => 'live' } as unknown as SweepNeeds['twilioCalls'],
      totals: createTotals(stored, sessionsTable, { shards }),
    };
  };

  const dynamo = createDynamo();
  return {
    ...servicesOn(dynamo),
    dynamo,
    log,
    lines,
    table: sessionsTable,
    auditTable: audit,
    servicesOn,
    /** The same services in a process that dies before its write of that number, from 0. */
    dyingAt: (write: number) =>
      servicesOn(interruptedAt(dynamo, write, () => Promise.reject(new Error('The process has died.')))),
    /** The same services, and before that write something else happens. */
    interruptedAt: (write: number, happens: () => Promise<void>) =>
      servicesOn(interruptedAt(dynamo, write, happens)),
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

export type TotalsHouse = Awaited<ReturnType<typeof openTotalsHouse>>;

/** A database before whose write of that number, from 0, something happens; when that fails, so does all that follows. */
function interruptedAt(dynamo: Dynamo, write: number, happens: () => Promise<void>): Dynamo {
  let writes = 0;
  let happened = Promise.resolve();
  const afterwards = async <T>(work: () => Promise<T>, isWrite = false): Promise<T> => {
    if (isWrite) {
      if (writes === write) happened = happens();
      writes += 1;
    }
    await happened;
    return work();
  };
  return {
    get: (input) => afterwards(() => dynamo.get(input)),
    getMany: (...input) => afterwards(() => dynamo.getMany(...input)),
    put: (input) => afterwards(() => dynamo.put(input), true),
    update: (input) => afterwards(() => dynamo.update(input), true),
    query: (input) => afterwards(() => dynamo.query(input)),
    async *pages(input) {
      await afterwards(async () => {});
      yield* dynamo.pages(input);
    },
    scan: (input) => afterwards(() => dynamo.scan(input)),
  };
}
