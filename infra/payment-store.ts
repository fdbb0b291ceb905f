import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
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
import { allow } from './handler-function.ts';
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
  readonly sessions: ITable;
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
    const table = (definition: TableDefinition, name: string | undefined, policy?: PolicyDocument): ITable =>
      name
        ? Table.fromTableName(this, definition.construct, name)
        : (this.table(definition, keep, expiryOf(definition, keepTrailMonths), policy) as ITable); // the class types optional properties more loosely
    this.audit = table(AUDIT_TABLE, adopted.audit, appendOnly());
    this.sessions = table(SESSIONS_TABLE, adopted.sessions);
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
    resourcePolicy?: PolicyDocument,
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
      ...(resourcePolicy ? { resourcePolicy } : {}),
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
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
    statements: [
      new PolicyStatement({
        sid: 'NobodyChangesAnEvent',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: CHANGES.map((action) => `dynamodb:${action}`),
        resources: [table],
      }),
    ],
  });
}

/** Every way to change or remove an item, and the batch that can overwrite one without a condition. */
export const CHANGES = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];

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
