import { type Clock, epochSeconds } from '#lambdas/platform/clock.ts';
import type { Dynamo } from '#lambdas/platform/dynamo.ts';

const KEPT_SECONDS = 30 * 24 * 60 * 60;

export type UpdateCall<Call> = (
  callSid: string,
  values: Readonly<Record<string, unknown>>,
  options?: SetOptions,
) => Promise<Call>;

/** Sets attributes of a call's item and extends its life; `condition` may name `#attribute`s of `names`. */
export function callUpdater<Call>(
  { clock, dynamo }: { readonly clock: Clock; readonly dynamo: Dynamo },
  table: string,
): UpdateCall<Call> {
  return async (
    callSid: string,
    values: Readonly<Record<string, unknown>>,
    {
      once = {},
      condition,
      names = {},
      extra = {},
      append = {},
      add = {},
      remove = [],
      within = [],
    }: SetOptions = {},
  ): Promise<Call> => {
    const kept = { ...values, expiresAtSeconds: epochSeconds(clock.now()) + KEPT_SECONDS };
    const always = Object.keys(kept).map((name) => `#${name} = :${name}`);
    const firstOnly = Object.keys(once).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    const appended = Object.keys(append).map(
      (name) => `#${name} = list_append(if_not_exists(#${name}, :none), :${name})`,
    );
    const added = Object.keys(add).map((name) => `#${name} :${name}`);
    const attributes = Object.entries({ ...kept, ...once, ...append, ...add });
    const call = await dynamo.update({
      TableName: table,
      Key: { pk: keyOfCall(callSid) },
      UpdateExpression: [
        `SET ${[...always, ...firstOnly, ...appended, ...within].join(', ')}`,
        ...(added.length > 0 ? [`ADD ${added.join(', ')}`] : []),
        ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: condition,
      ExpressionAttributeNames: {
        ...Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
        ...names,
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
        ...(appended.length > 0 ? { ':none': [] } : {}),
        ...extra,
      },
      ReturnValues: 'ALL_NEW',
    });
    return call as Call;
  };
}

export interface SetOptions {
  readonly once?: Readonly<Record<string, unknown>>;
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Members to add at the end of lists. */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  /** Members to add to sets. */
  readonly add?: Readonly<Record<string, ReadonlySet<unknown>>>;
  readonly remove?: readonly string[];
  /** Further assignments, to members of attributes. */
  readonly within?: readonly string[];
}

/** Calls are items `call#<CallSid>`. */
export function keyOfCall(callSid: string): string {
  return `call#${callSid}`;
}
