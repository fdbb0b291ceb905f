import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import {
  AUDIT_TABLE,
  DELIVERY_PREFIXES,
  type KeyAttribute,
  SESSIONS_TABLE,
  type TableDefinition,
} from '#lambdas/contract/tables.ts';
import type { Config } from './config.ts';
import type { EncryptionKeys } from './encryption-keys.ts';
import { allow, deny } from './handler-function.ts';
import {
  AUDIT_ACTIONS,
  DELIVERY_ACTIONS,
  LIST_ACTION,
  type Permissions,
  RIGHTS_WITHIN,
  SESSIONS_ACTIONS,
} from './permissions.ts';

/** The audit trail and the data derived from it. */
export class PaymentStore extends Construct {
  readonly audit: ITable;
  /** ARN of the audit table's stream, which says of each item what it is and what it was. */
  readonly auditStream: string;
  readonly sessions: ITable;
  private readonly auditPolicy = appendOnly();
  private readonly keys: EncryptionKeys;

  constructor(
    scope: Construct,
    id: string,
    {
      keys,
      keep,
      config: { adopted, keepTrailMonths },
    }: {
      readonly keys: EncryptionKeys;
      readonly keep: boolean;
      readonly config: Pick<Config, 'adopted' | 'keepTrailMonths'>;
    },
  ) {
    super(scope, id);
    this.keys = keys;
    // The rights of the functions do not change with the kind: they name the table, its indexes and the stack's key.
    const table = (
      definition: TableDefinition,
      name: string | undefined,
      more: Partial<TableProps> = {},
    ): ITable =>
      name
        ? Table.fromTableName(this, definition.construct, name)
        : (this.table(definition, keep, expiryOf(definition, keepTrailMonths), more) as ITable); // the class types optional properties more loosely
    this.audit = table(AUDIT_TABLE, adopted.audit, {
      resourcePolicy: this.auditPolicy,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    this.auditStream = this.audit.tableStreamArn ?? adopted.auditStream;
    this.sessions = table(SESSIONS_TABLE, adopted.sessions);
  }

  /** Has the audit table refuse new items from everybody but these roles. To an adopted one `npm run adopt` says so. */
  appendedBy(roles: readonly IRole[]): void {
    this.auditPolicy.addStatements(onlyTheseAdd(roles.map(({ roleArn }) => roleArn)));
  }

  /** The policy statements that grant a function its rights. */
  statementsFor({
    audit = [],
    deliveries = [],
    lists = [],
    sessions = [],
  }: Permissions): readonly PolicyStatement[] {
    if (audit.length + deliveries.length + lists.length + sessions.length === 0) return [];
    const onItems = sessions.map((right) => SESSIONS_ACTIONS[right]);
    const onChains = RIGHTS_WITHIN.map(
      ([prefix, rights]) => [prefix, audit.filter((right) => rights.includes(right)).map(actionOf)] as const,
    ).filter(([, actions]) => actions.length > 0);
    const onDeliveries = deliveries
      .filter((right) => right !== 'due')
      .map((right) => DELIVERY_ACTIONS[right]);
    const indexes = lists.map((name) => `${this.sessions.tableArn}/index/${name}`);
    return [
      ...(audit.includes('scan')
        ? [
            allow([AUDIT_ACTIONS.scan], this.audit.tableArn),
            allow(STREAM_ACTIONS, this.auditStream),
            allow([LIST_STREAMS], '*'), // for no narrower resource (AWS docs, actions of DynamoDB)
          ]
        : []),
      ...onChains.map(([prefix, actions]) => within([prefix], allow(actions, this.audit.tableArn))),
      ...(onItems.length > 0 ? [allow(onItems, this.sessions.tableArn)] : []),
      ...(indexes.length > 0 ? [allow([LIST_ACTION], ...indexes)] : []),
      ...(onDeliveries.length > 0
        ? [within(DELIVERY_PREFIXES, allow(onDeliveries, this.sessions.tableArn))]
        : []),
      ...(deliveries.includes('due')
        ? [
            within(
              DELIVERY_PREFIXES,
              allow([DELIVERY_ACTIONS.due], `${this.sessions.tableArn}/index/byStatus`),
            ),
          ]
        : []),
      this.keys.throughDynamoDb(),
    ];
  }

  private table(
    definition: TableDefinition,
    keep: boolean,
    timeToLiveAttribute: string | undefined,
    more: Partial<TableProps>,
  ): Table {
    const table = new Table(this, definition.construct, {
      partitionKey: attribute(definition.partitionKey),
      ...(definition.sortKey ? { sortKey: attribute(definition.sortKey) } : {}),
      ...(timeToLiveAttribute ? { timeToLiveAttribute } : {}),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.keys.data,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...more,
    });
    for (const index of definition.indexes) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: attribute(index.partitionKey),
        sortKey: attribute(index.sortKey),
        ...(index.attributes.length > 0
          ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.attributes] }
          : { projectionType: ProjectionType.KEYS_ONLY }),
      });
    }
    return table;
  }
}

/**
 * The attribute by which items expire in a stage, in epoch seconds; undefined where none does.
 *
 * @param keepTrailMonths the setting; undefined keeps the trail for ever
 */
export function expiryOf(
  { ttlAttribute, isKept }: TableDefinition,
  keepTrailMonths: string | undefined,
): string | undefined {
  return isKept && keepTrailMonths === undefined ? undefined : ttlAttribute;
}

/**
 * Stops everybody, administrators included, from changing an event, whatever their own policies allow. They would have
 * to remove this policy first, and CloudTrail records that.
 *
 * @param table its ARN; by default every table the policy is attached to, because naming it would be a circular reference
 */
export function appendOnly(table = '*'): PolicyDocument {
  return new PolicyDocument({
    statements: [deny('NobodyChangesAnEvent', CHANGES.map(named), [table])],
  });
}

/**
 * Stops everybody else from adding an event, administrators included.
 *
 * @param roles ARNs of the roles that may, by what their own policies allow
 * @param table as in {@link appendOnly}
 */
export function onlyTheseAdd(roles: readonly string[], table = '*'): PolicyStatement {
  return deny('OnlyTheseAdd', ADDITIONS.map(named), [table], {
    ArnNotEquals: { 'aws:PrincipalArn': [...roles] },
  });
}

/** Every way to change or remove an item, and the batch that can overwrite one without a condition. */
export const CHANGES = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];

/** Every way to add an item, and with it to overwrite one: no policy sees the condition of a request. */
export const ADDITIONS = ['PutItem', 'PartiQLInsert'];

/** What Lambda needs of the role to read a stream for it (AWS docs), and a function of ours does not call itself. */
const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map(named);
const LIST_STREAMS = named('ListStreams');

function named(action: string): string {
  return `dynamodb:${action}`;
}

function actionOf(right: keyof typeof AUDIT_ACTIONS): string {
  return AUDIT_ACTIONS[right];
}

/** The same statement for keys that begin so, of the table or of an index. */
function within(prefixes: readonly string[], statement: PolicyStatement): PolicyStatement {
  statement.addCondition('ForAllValues:StringLike', {
    'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`),
  });
  return statement;
}

function attribute({ name, type }: KeyAttribute) {
  return { name, type: type === 'N' ? AttributeType.NUMBER : AttributeType.STRING };
}
