import {
  AUDIT_ACTIONS,
  DELIVERY_ACTIONS,
  PERMISSIONS,
  RIGHTS_WITHIN,
  SESSIONS_ACTIONS,
} from '#infra/permissions.ts';
import { AUDIT_TABLE, DELIVERY_PREFIXES, type SESSIONS_TABLE } from '#lambdas/contract/tables.ts';

export type TableName = typeof AUDIT_TABLE.name | typeof SESSIONS_TABLE.name;

/** Ways to write that an attacker may have; a batch writes without a condition. */
export const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'] as const;
export type Write = (typeof WRITES)[number];

/** Whether somebody may write so to a table, to an item whose partition key has this value. */
export type Rights = (write: Write, table: TableName, partition: string) => boolean;

/** Who holds both tables. */
export const ALL_RIGHTS: Rights = () => true;

/** Names of the handlers that may write to a table at all; the others are refused everything. */
export const HANDLERS: readonly string[] = Object.keys(PERMISSIONS);

/** What a handler's role allows, as the stack derives its policy: the operation, the table and the leading key. */
export function rightsOf(handler: string): Rights {
  const { audit = [], sessions = [], deliveries = [] } = PERMISSIONS[handler] ?? {};
  const onItems = sessions.map((right) => SESSIONS_ACTIONS[right]);
  const onDeliveries = deliveries.map((right) => DELIVERY_ACTIONS[right]);
  return (write, table, partition) => {
    const action = `dynamodb:${write}`;
    if (table === AUDIT_TABLE.name) {
      return RIGHTS_WITHIN.some(
        ([prefix, rights]) =>
          partition.startsWith(prefix) &&
          audit.some((right) => rights.includes(right) && AUDIT_ACTIONS[right] === action),
      );
    }
    const isDelivery = DELIVERY_PREFIXES.some((prefix) => partition.startsWith(prefix));
    return onItems.includes(action) || (isDelivery && onDeliveries.includes(action));
  };
}
