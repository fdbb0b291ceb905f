/**
 * What each handler may do, by the name of its route or job. Nothing else grants anything, and nobody may update or
 * delete an audit event: that right is not in the vocabulary.
 */
export interface Permissions {
  readonly audit?: readonly AuditRight[];
  readonly sessions?: readonly SessionsRight[];
  readonly twilioSecret?: readonly SecretRight[];
}

/** The access log lies in the audit table under keys of its own; whoever only reads records may write nothing else. */
type AuditRight = 'append' | 'read' | 'appendAccess' | 'readAccess';
type SessionsRight = 'get' | 'query' | 'put' | 'update';
type SecretRight = 'read' | 'write';

/** DynamoDB actions by right. */
export const AUDIT_ACTIONS: Readonly<Record<AuditRight, string>> = {
  append: 'dynamodb:PutItem',
  read: 'dynamodb:Query',
  appendAccess: 'dynamodb:PutItem',
  readAccess: 'dynamodb:Query',
};

/** Rights that end where the access log ends. */
export const ACCESS_RIGHTS: readonly AuditRight[] = ['appendAccess', 'readAccess'];

export const SESSIONS_ACTIONS: Readonly<Record<SessionsRight, string>> = {
  get: 'dynamodb:GetItem',
  query: 'dynamodb:Query',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
};

export const SECRET_ACTIONS: Readonly<Record<SecretRight, string>> = {
  read: 'secretsmanager:GetSecretValue',
  write: 'secretsmanager:PutSecretValue',
};

/** Records what a person asked for, keeps the new state and tells Twilio. */
const ACTS_ON_A_SESSION: Permissions = {
  audit: ['append', 'read'],
  sessions: ['put'],
  twilioSecret: ['read'],
};

export const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  twiml: { sessions: ['query', 'update'], twilioSecret: ['read'] },
  callStatus: { sessions: ['get', 'update'], twilioSecret: ['read'] },
  token: { sessions: ['get', 'update'], twilioSecret: ['read'] },
  presence: { sessions: ['update'] },
  startPaySession: { ...ACTS_ON_A_SESSION, sessions: ['get', 'put', 'update'] },
  updatePaySession: ACTS_ON_A_SESSION,
  completePaySession: ACTS_ON_A_SESSION,
  cancelPaySession: ACTS_ON_A_SESSION,
  statusCallback: { ...ACTS_ON_A_SESSION, sessions: ['get', 'put', 'update'] },
  mockPaymentProcessor: { sessions: ['get', 'put'], twilioSecret: ['read'] },
  listPaySessions: { audit: ['appendAccess', 'readAccess'], sessions: ['query', 'get'] },
  getPaySession: { audit: ['read', 'appendAccess'], sessions: ['get', 'put'] },
  team: { sessions: ['query'] },
  accessLog: { audit: ['appendAccess', 'readAccess'] },
  sweep: { ...ACTS_ON_A_SESSION, sessions: ['query', 'get', 'put'] },
  configureTwilio: { twilioSecret: ['read', 'write'] },
};
