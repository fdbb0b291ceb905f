import {
  ACCESS_PREFIX,
  CLOSE_PREFIX,
  PAYMENT_PREFIX,
  type SESSIONS_TABLE,
} from '#lambdas/contract/tables.ts';

/**
 * What each handler may do, by the name of its route or job. Nothing else grants rights, and no handler may update or
 * delete an audit event: no such right exists here.
 */
export interface Permissions {
  readonly audit?: readonly AuditRight[];
  readonly sessions?: readonly SessionsRight[];
  /** Indexes of the sessions table it queries; no handler queries the table itself. */
  readonly lists?: readonly SessionsIndex[];
  readonly twilioSecret?: readonly SecretRight[];
  /** Tells other systems, where the stage has a bus. */
  readonly bus?: readonly BusRight[];
  /** On items and lists of deliveries alone, in the sessions table. */
  readonly deliveries?: readonly DeliveryRight[];
  /** Of each webhook endpoint. */
  readonly webhookSecrets?: readonly 'read'[];
  /** The log outside the tables: `write` adds to it and signs, and may delete nothing; `read` opens what is published. */
  readonly tlog?: readonly TlogRight[];
}

/** Payments, the access log and closes have keys of their own in the audit table. */
type AuditRight =
  | 'append'
  | 'read'
  | 'appendAccess'
  | 'readAccess'
  | 'appendClose'
  | 'readCloses'
  /** Reads the heads of every chain, and what the table's stream says of changes. */
  | 'scan';
type SessionsRight = 'get' | 'getMany' | 'put' | 'update';
type SessionsIndex = (typeof SESSIONS_TABLE.indexes)[number]['name'];
type BusRight = 'put';
type DeliveryRight = 'get' | 'put' | 'update' | 'due';
type SecretRight = 'read' | 'write';
type TlogRight = 'read' | 'write';

/** DynamoDB actions by right. */
export const AUDIT_ACTIONS: Readonly<Record<AuditRight, string>> = {
  append: 'dynamodb:PutItem',
  read: 'dynamodb:Query',
  appendAccess: 'dynamodb:PutItem',
  readAccess: 'dynamodb:Query',
  appendClose: 'dynamodb:PutItem',
  readCloses: 'dynamodb:Query',
  scan: 'dynamodb:Scan',
};

/** Whether somebody with these rights adds items to the audit table: its policy refuses everybody else. */
export function appends({ audit = [] }: Permissions): boolean {
  return audit.some((right) => AUDIT_ACTIONS[right] === 'dynamodb:PutItem');
}

/** Each right covers only the chains whose names begin so: who appends to payments cannot write a close. */
export const RIGHTS_WITHIN: readonly (readonly [prefix: string, rights: readonly AuditRight[]])[] = [
  [PAYMENT_PREFIX, ['append', 'read']],
  [ACCESS_PREFIX, ['appendAccess', 'readAccess']],
  [CLOSE_PREFIX, ['appendClose', 'readCloses']],
];

export const SESSIONS_ACTIONS: Readonly<Record<SessionsRight, string>> = {
  get: 'dynamodb:GetItem',
  getMany: 'dynamodb:BatchGetItem',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
};

/** `due` is a query of the index by status. */
export const DELIVERY_ACTIONS: Readonly<Record<DeliveryRight, string>> = {
  get: 'dynamodb:GetItem',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  due: 'dynamodb:Query',
};

export const LIST_ACTION = 'dynamodb:Query';

export const SECRET_ACTIONS: Readonly<Record<SecretRight, string>> = {
  read: 'secretsmanager:GetSecretValue',
  write: 'secretsmanager:PutSecretValue',
};

/** Records what a person requests, stores the new state and tells Twilio. */
const ACTS_ON_A_SESSION: Permissions = {
  audit: ['append', 'read'],
  sessions: ['get', 'put'],
  twilioSecret: ['read'],
};

/** The same, and may begin or end one, of which others are told. */
const TELLS_OF_A_SESSION: Permissions = { ...ACTS_ON_A_SESSION, bus: ['put'] };

const LOOKS_FOR_SESSIONS: Permissions = {
  audit: ['appendAccess', 'readAccess'],
  lists: ['byMonth', 'byAgent', 'byCall', 'byReference', 'byTerm', 'byStatus'],
  sessions: ['get', 'getMany'],
};

/** Reads totals, and the payments that are in none yet. */
const ADDS_UP: Permissions = { lists: ['byMonth', 'byStatus'], sessions: ['get', 'getMany'] };

/** Reserves agents for callers, and redirects callers at Twilio. */
const BRINGS_TOGETHER: Permissions = {
  lists: ['byStatus'],
  sessions: ['get', 'update'],
  twilioSecret: ['read'],
};

export const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  twiml: BRINGS_TOGETHER,
  callStatus: BRINGS_TOGETHER,
  token: { sessions: ['update'], twilioSecret: ['read'] },
  presence: BRINGS_TOGETHER,
  startPaySession: { ...TELLS_OF_A_SESSION, sessions: ['get', 'put', 'update'] },
  updatePaySession: ACTS_ON_A_SESSION,
  completePaySession: { ...ACTS_ON_A_SESSION, sessions: ['get', 'put', 'update'] },
  cancelPaySession: { ...TELLS_OF_A_SESSION, sessions: ['get', 'put', 'update'] },
  resolvePaySession: { ...TELLS_OF_A_SESSION, sessions: ['get', 'put', 'update'] },
  statusCallback: { ...TELLS_OF_A_SESSION, sessions: ['get', 'put', 'update'] },
  createGrant: { sessions: ['put'] },
  openPanel: { audit: ['read'], sessions: ['update'], twilioSecret: ['read'] },
  panel: { ...TELLS_OF_A_SESSION, sessions: ['get', 'put', 'update'] },
  panelPayments: { audit: ['read', 'appendAccess'], sessions: ['get', 'put'] },
  mockPaymentProcessor: { sessions: ['get', 'put'], twilioSecret: ['read'] },
  listPaySessions: LOOKS_FOR_SESSIONS,
  searchPaySessions: LOOKS_FOR_SESSIONS,
  getPaySession: { audit: ['read', 'appendAccess'], sessions: ['get', 'put'] },
  getSeal: { audit: ['read'], tlog: ['read'] },
  toResolve: { lists: ['byStatus'], sessions: ['getMany'] },
  getCall: { sessions: ['get'], twilioSecret: ['read'] },
  myDay: { lists: ['byAgent'], sessions: ['getMany'] },
  team: { lists: ['byStatus'], sessions: ['getMany'] },
  reports: { ...ADDS_UP, audit: ['readCloses'] },
  closeReport: { ...ADDS_UP, audit: ['appendClose', 'readCloses'] },
  accessLog: { audit: ['appendAccess', 'readAccess'] },
  searchAccessLog: { audit: ['appendAccess', 'readAccess'] },
  listDeliveries: { lists: ['byMonth'], sessions: ['get', 'getMany'] },
  resendDelivery: { sessions: ['get', 'put', 'update'] },
  deliver: { deliveries: ['get', 'put', 'update', 'due'], webhookSecrets: ['read'] },
  sweep: {
    ...TELLS_OF_A_SESSION,
    lists: ['byMonth', 'byStatus'],
    sessions: ['get', 'getMany', 'put', 'update'],
  },
  seal: { audit: ['scan'], tlog: ['write'] },
  companyClaims: {},
  configureTwilio: { twilioSecret: ['read', 'write'] },
};
