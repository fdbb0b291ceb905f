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

const FOLLOWS_A_SESSION: Permissions = {
  audit: ['append', 'read'],
  sessions: ['get', 'put'],
  twilioSecret: ['read'],
};

export const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  twiml: { sessions: ['get', 'query', 'put'], twilioSecret: ['read'] },
  callStatus: { sessions: ['get', 'put'], twilioSecret: ['read'] },
  token: { sessions: ['put'], twilioSecret: ['read'] },
  presence: { sessions: ['put'] },
  startPaySession: FOLLOWS_A_SESSION,
  updatePaySession: FOLLOWS_A_SESSION,
  completePaySession: FOLLOWS_A_SESSION,
  cancelPaySession: FOLLOWS_A_SESSION,
  statusCallback: FOLLOWS_A_SESSION,
  mockPaymentProcessor: { sessions: ['get', 'put'], twilioSecret: ['read'] },
  listPaySessions: { audit: ['read'], sessions: ['query', 'put'] },
  getPaySession: { audit: ['read'], sessions: ['get', 'put'] },
  sweep: { audit: ['append', 'read'], sessions: ['query', 'get', 'put'], twilioSecret: ['read'] },
  configureTwilio: { twilioSecret: ['read', 'write'] },
};
