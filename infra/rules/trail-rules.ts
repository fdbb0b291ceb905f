import { AUDIT_TABLE } from '#lambdas/contract/tables.ts';
import {
  type Around,
  actionsOf,
  deniedToAll,
  type Properties,
  pointsAt,
  type Rule,
  type Statement,
  statementsOf,
} from './rule.ts';

/** Every way to change or remove an event. Written down here again: this list must not shrink with the policy's own. */
const CHANGES = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];

/** Environment variable by which a function is told the bucket of the log outside the tables. */
const LOG_BUCKET = 'TLOG_BUCKET';

const DAYS_OF_A_YEAR = 365;

/** The trail, and the log of it outside the tables: nobody changes either unseen. */
export const TRAIL_RULES: readonly Rule[] = [
  {
    id: 'TrailAppendOnly',
    requirements: ['10.3.2'],
    info: "The audit table's own policy lets somebody change or remove an event.",
    explanation:
      'A deny in the table’s policy holds for administrators, too, until they change the policy, which CloudTrail records.',
    types: ['AWS::DynamoDB::Table'],
    holds: (properties) => {
      if (!isTrail(properties)) return true;
      const denied = deniedToAll(properties.ResourcePolicy?.PolicyDocument);
      return CHANGES.every((change) => denied.has(`dynamodb:${change}`));
    },
  },
  {
    id: 'TrailStreamed',
    requirements: ['10.3.3', '10.3.4'],
    info: 'There is a log outside the tables, but the audit table does not feed it with every change.',
    explanation:
      'The log learns of each event, and of each change that nobody may make, from the table’s stream of old and new items.',
    types: ['AWS::DynamoDB::Table'],
    holds: (properties, around) =>
      !isTrail(properties) ||
      logBuckets(around).length === 0 ||
      (properties.StreamSpecification?.StreamViewType === 'NEW_AND_OLD_IMAGES' &&
        around
          .others('AWS::Lambda::EventSourceMapping')
          .some(({ EventSourceArn }) => pointsAt(EventSourceArn, around.logicalId))),
  },
  {
    id: 'LogBucketLocked',
    requirements: ['10.3.2', '10.3.3', '10.5.1'],
    info: 'The bucket of the log outside the tables does not lock what is written: for a year, beyond anybody’s reach, where payments are kept.',
    explanation:
      'Object Lock in compliance mode refuses a delete to everybody, the account’s root user included, until its day.',
    types: ['AWS::S3::Bucket'],
    holds: (properties, around) => {
      if (!logBuckets(around).some((bucket) => pointsAt(bucket, around.logicalId))) return true;
      const kept = properties.ObjectLockConfiguration?.Rule?.DefaultRetention;
      const days = (kept?.Days ?? 0) + (kept?.Years ?? 0) * DAYS_OF_A_YEAR;
      return (
        properties.ObjectLockEnabled === true &&
        properties.VersioningConfiguration?.Status === 'Enabled' &&
        (around.isProtected ? kept?.Mode === 'COMPLIANCE' && days >= DAYS_OF_A_YEAR : days > 0)
      );
    },
  },
  {
    id: 'SigningKeyOfOne',
    requirements: ['3.7.6', '7.2.2'],
    info: 'More than one role may sign with a key of the stack, or one may do so with any key.',
    explanation: 'A signature says who signed only while one function can.',
    types: ['AWS::KMS::Key'],
    holds: ({ KeyUsage, KeyPolicy }, { logicalId, others }) => {
      if (KeyUsage !== 'SIGN_VERIFY') return true;
      // KMS then makes one by which the account's policies decide (AWS docs, default key policy).
      if (KeyPolicy === undefined) return false;
      const signing = [...others('AWS::IAM::Policy'), ...others('AWS::IAM::ManagedPolicy')].flatMap(
        (policy) =>
          statementsOf(policy.PolicyDocument)
            .filter(mayAllowSigning)
            .flatMap(({ Resource }) => [Resource].flat().map((on) => ({ on, roles: policy.Roles ?? [] }))),
      );
      const here = signing.filter(({ on }) => on === '*' || pointsAt(on, logicalId));
      const byKey = statementsOf(KeyPolicy).filter(mayAllowSigning).flatMap(principalsOf);
      return (
        here.every(({ on }) => on !== '*') &&
        here.flatMap(({ roles }) => roles).length <= 1 &&
        !byKey.includes('*') &&
        byKey.length <= 1
      );
    },
  },
];

function isTrail({ KeySchema }: Properties): boolean {
  const names = (KeySchema as readonly Properties[]).map(({ AttributeName }) => AttributeName);
  return names.includes(AUDIT_TABLE.partitionKey.name) && names.includes(AUDIT_TABLE.sortKey.name);
}

function logBuckets({ others }: Pick<Around, 'others'>): readonly unknown[] {
  return others('AWS::Lambda::Function').flatMap(
    ({ Environment }) => Environment?.Variables?.[LOG_BUCKET] ?? [],
  );
}

function mayAllowSigning(statement: Statement): boolean {
  const { Effect, NotAction } = statement;
  if (Effect !== 'Allow') return false;
  return NotAction === undefined ? actionsOf(statement).some(isSigning) : ![NotAction].flat().some(isSigning);
}

function isSigning(action: string): boolean {
  return ['*', 'kms:*', 'kms:Sign', 'kms:Si*', 'kms:S*'].includes(action);
}

function principalsOf({ Principal }: Statement): readonly unknown[] {
  return Object.values((Principal === '*' ? { AWS: '*' } : Principal) ?? {}).flat();
}
