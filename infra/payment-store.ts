import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ACCESS_PREFIX } from '../lambdas/shared/access-event.ts';
import {
  AUDIT_TABLE,
  type KeyAttribute,
  SESSIONS_TABLE,
  type TableDefinition,
} from '../lambdas/shared/tables.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import { allow } from './handler-function.ts';
import { ACCESS_RIGHTS, AUDIT_ACTIONS, type Permissions, SESSIONS_ACTIONS } from './permissions.ts';

/** The audit trail and what is derived from it. */
export class PaymentStore extends Construct {
  readonly audit: Table;
  readonly sessions: Table;
  private readonly keys: EncryptionKeys;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly keys: EncryptionKeys; readonly keep: boolean },
  ) {
    super(scope, id);
    this.keys = props.keys;
    this.audit = this.table(AUDIT_TABLE, props.keep);
    this.sessions = this.table(SESSIONS_TABLE, props.keep);
  }

  /** The statements behind a function's rights; a query of sessions reaches the indexes only. */
  statementsFor({ audit = [], sessions = [] }: Permissions): readonly PolicyStatement[] {
    if (audit.length + sessions.length === 0) return [];
    const onItems = sessions.filter((right) => right !== 'query').map((right) => SESSIONS_ACTIONS[right]);
    const onTrails = audit.filter((right) => !ACCESS_RIGHTS.includes(right)).map(actionOf);
    const onAccess = audit.filter((right) => ACCESS_RIGHTS.includes(right)).map(actionOf);
    const indexes = SESSIONS_TABLE.indexes.map(({ name }) => `${this.sessions.tableArn}/index/${name}`);
    return [
      ...(onTrails.length > 0 ? [allow(onTrails, this.audit.tableArn)] : []),
      ...(onAccess.length > 0 ? [withinAccessLog(allow(onAccess, this.audit.tableArn))] : []),
      ...(onItems.length > 0 ? [allow(onItems, this.sessions.tableArn)] : []),
      ...(sessions.includes('query') ? [allow([SESSIONS_ACTIONS.query], ...indexes)] : []),
      this.keys.throughDynamoDb(),
    ];
  }

  private table(definition: TableDefinition, keep: boolean): Table {
    const table = new Table(this, definition.name, {
      partitionKey: attribute(definition.partitionKey),
      ...(definition.sortKey ? { sortKey: attribute(definition.sortKey) } : {}),
      ...(definition.ttlAttribute ? { timeToLiveAttribute: definition.ttlAttribute } : {}),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.keys.data,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const index of definition.indexes) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: attribute(index.partitionKey),
        sortKey: attribute(index.sortKey),
        projectionType: ProjectionType.ALL,
      });
    }
    return table;
  }
}

function actionOf(right: keyof typeof AUDIT_ACTIONS): string {
  return AUDIT_ACTIONS[right];
}

/** The same statement for chains of the access log only. */
function withinAccessLog(statement: PolicyStatement): PolicyStatement {
  statement.addCondition('ForAllValues:StringLike', { 'dynamodb:LeadingKeys': [`${ACCESS_PREFIX}*`] });
  return statement;
}

function attribute({ name, type }: KeyAttribute) {
  return { name, type: type === 'N' ? AttributeType.NUMBER : AttributeType.STRING };
}
