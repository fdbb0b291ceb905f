import { ENV, type EnvironmentName } from './environment.ts';

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

export interface TableIndex {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
  /** Attributes it holds besides the keys. A write that changes none of them costs nothing in the index. */
  readonly attributes: readonly string[];
}

export interface TableDefinition {
  /** Stable name: the table's name on a local machine. */
  readonly name: 'Audit' | 'Sessions';
  /** The construct's id in the stack. CloudFormation makes a new table under another id, and keeps or deletes the old one. */
  readonly construct: string;
  /** Environment variable that tells handlers the real name. */
  readonly environment: EnvironmentName;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Each is sparse: an item without its keys is not in it. */
  readonly indexes: readonly TableIndex[];
  /** Attribute with the time of expiry in epoch seconds; readers check it themselves as well. */
  readonly ttlAttribute?: string;
  /** Nothing expires unless the stage says when. */
  readonly isKept?: true;
}

/**
 * The source of truth: one item per recorded event of a payment session, and one per look at the records (`paySid` is
 * then `ACCESS#<day>#<shard>`) and per close of a day (`CLOSE#<month>`). Written once, never updated, never deleted by us.
 */
export const AUDIT_TABLE = {
  name: 'Audit',
  construct: 'Audit',
  environment: ENV.auditTable,
  partitionKey: { name: 'paySid', type: 'S' },
  sortKey: { name: 'sequence', type: 'N' },
  indexes: [],
  ttlAttribute: 'expiresAtSeconds',
  isKept: true,
} as const satisfies TableDefinition;

/** Prefix of the name of every payment's chain: its SID. */
export const PAYMENT_PREFIX = 'PK';

/** Prefix of the name of every chain of the access log. */
export const ACCESS_PREFIX = 'ACCESS#';

/** Prefix of the name of every chain of closes. */
export const CLOSE_PREFIX = 'CLOSE#';

/**
 * How many chains a day of the access log has. A person always writes to the same one, so one person's flood holds up
 * at most a sixteenth of the others. A day keeps the number it began with.
 */
export const ACCESS_SHARDS = 16;

/**
 * Everything derived or short-lived, one item per `pk`: `session#PK…`, `open#PK…`, `call#CA…`, `agent#<name>`,
 * `address#<client>`, `reference#<hash>`, `term#<kind>#PK…`, `transaction#<id>`, `outbox#PK…`, `delivery#<event>#<endpoint>`,
 * `endpoint#<name>`, `totals`, `totals#<level>#<time>`, `recount#<minute>`.
 * `listTime` ("<ISO time>#<id>") orders every index. The indexes of sessions
 * hold keys only: the items are read by key, so that they are as they are now.
 */
export const SESSIONS_TABLE = {
  name: 'Sessions',
  construct: 'SessionItems',
  environment: ENV.sessionsTable,
  partitionKey: { name: 'pk', type: 'S' },
  indexes: [
    listBy('byMonth', 'listMonth'),
    listBy('byAgent', 'listAgent'),
    listBy('byCall', 'listCall'),
    // These two were added to tables that exist. CloudFormation adds one index to a table in an update, and fails at a second.
    listBy('byReference', 'listReference'),
    // Last four digits; and what leads to a session: a customer, the processor's own reference.
    listBy('byTerm', 'listTerm'),
    // Each incoming call reads who can be rung, so the index holds it.
    listBy('byStatus', 'listStatus', ['username', 'presence', 'onlineUntil', 'busyWith', 'busySince']),
  ],
  ttlAttribute: 'expiresAtSeconds',
} as const satisfies TableDefinition;

/** Prefixes of the only keys, of items and of lists, that the sender of webhooks may read and write. */
export const DELIVERY_PREFIXES = ['delivery#', 'endpoint#'] as const;

export const TABLES: readonly TableDefinition[] = [AUDIT_TABLE, SESSIONS_TABLE];

function listBy<Name extends string>(name: Name, attribute: string, attributes: readonly string[] = []) {
  return {
    name,
    partitionKey: { name: attribute, type: 'S' },
    sortKey: { name: 'listTime', type: 'S' },
    attributes,
  } as const;
}
