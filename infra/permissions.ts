/**
 * What each handler may do, by the name of its route or job. Nothing else grants anything, and nobody may update or
 * delete an audit event: that right is not in the vocabulary.
 */
export interface Permissions {
  readonly audit?: readonly AuditRight[];
  readonly sessions?: readonly SessionsRight[];
  readonly twilioSecret?: readonly SecretRight[];
}

type AuditRight = 'append' | 'read';
type SessionsRight = 'get' | 'query' | 'put' | 'update';
type SecretRight = 'read' | 'write';

/** DynamoDB actions by right. */
export const AUDIT_ACTIONS: Readonly<Record<AuditRight, string>> = {
  append: 'dynamodb:PutItem',
  read: 'dynamodb:Query',
};

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
  listPaySessions: { sessions: ['query'] },
  getPaySession: { audit: ['read'], sessions: ['get', 'put'] },
  sweep: { ...ACTS_ON_A_SESSION, sessions: ['query', 'get', 'put'] },
  configureTwilio: { twilioSecret: ['read', 'write'] },
};
