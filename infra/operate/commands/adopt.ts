import { keepsData, stackName } from '#infra/config.ts';
import { OUTPUTS } from '#infra/outputs.ts';
import { ADDITIONS, appendOnly, CHANGES, expiryOf, onlyTheseAdd } from '#infra/payment-store.ts';
import { AUDIT_TABLE, SESSIONS_TABLE, type TableDefinition } from '#lambdas/contract/tables.ts';
import { deployableConfig } from './cdk.ts';
import { CommandError, type FoundTable, type Surroundings } from './surroundings.ts';

/**
 * Gives the tables named in the settings what a restore leaves out and the stack gives its own: the stage's key, recovery
 * to a point in time, expiry, protection from deletion, the audit table's stream, and the policy that lets nobody change an
 * event and only the stage's functions add one. Does only what is missing, so it can be run again, also to look.
 */
export async function adopt(surroundings: Surroundings): Promise<number> {
  const { tables, stacks, print } = surroundings;
  const { stage, adopted, keepTrailMonths } = deployableConfig(surroundings);
  const named = [
    [AUDIT_TABLE, adopted.audit],
    [SESSIONS_TABLE, adopted.sessions],
  ] as const;
  if (named.every(([, name]) => !name))
    throw new CommandError('Failed to adopt: set AUDIT_TABLE_NAME or SESSIONS_TABLE_NAME to a table first.');
  const outputs = await stacks.outputs(stackName(stage));
  const key = outputs?.[OUTPUTS.dataKey];
  // A stage that has adopted tables, and was deployed last before it said so, cannot say so without their stream.
  const appenders = outputs?.[OUTPUTS.auditAppenders]?.split(',');
  if (!key)
    throw new CommandError(
      `Failed to adopt: ${stackName(stage)} has no key yet. Deploy it once without the names of tables.`,
    );

  const found = new Map<string, FoundTable>();
  for (const [definition, name] of named) {
    if (name) found.set(name, await fitting(definition, name, await tables.find(name)));
  }
  for (const [definition, name] of named) {
    const table = name && found.get(name);
    if (!table) continue;
    const set = async (what: string, isSet: boolean, change: () => Promise<void>) => {
      if (!isSet) await change();
      print(`${name}  ${isSet ? 'has' : 'now has'} ${what}`);
    };
    const ttlAttribute = expiryOf(definition, keepTrailMonths);
    await set("the stage's key", table.keyArn === key, () => tables.encrypt(name, key));
    await set('recovery to a point in time', table.isRecoverable, () => tables.makeRecoverable(name));
    if (ttlAttribute)
      await set('expiry', table.ttlAttribute === ttlAttribute, () => tables.expireBy(name, ttlAttribute));
    if (keepsData(stage))
      await set('protection from deletion', table.isProtected, () => tables.protect(name));
    if (definition !== AUDIT_TABLE) continue;
    await set('a stream', table.streamArn !== undefined, () => tables.stream(name));
    await set('the policy that lets nobody change an event', isAppendOnly(table, appenders), () => {
      const policy = appendOnly(table.arn);
      if (appenders) policy.addStatements(onlyTheseAdd(appenders, table.arn));
      return tables.attachPolicy(table.arn, JSON.stringify(policy));
    });
    const streamArn = (await tables.find(name))?.streamArn;
    if (streamArn && streamArn !== adopted.auditStream) print(`Set AUDIT_TABLE_STREAM_ARN=${streamArn}`);
  }
  print('Now run npm run deploy, npm run adopt once more, then npm run audit:verify.');
  return 0;
}

/** Whether its policy denies every way to change an event, and to add one, but to these roles, where they are known. */
function isAppendOnly({ policy = '' }: FoundTable, appenders: readonly string[] | undefined): boolean {
  const named = [...policy.matchAll(/"(arn:[\w-]*:iam::[^"]+)"/g)].map(([, arn]) => arn);
  const denied = appenders ? [...CHANGES, ...ADDITIONS] : CHANGES;
  return (
    /"Effect"\s*:\s*"Deny"/.test(policy) &&
    denied.every((action) => policy.includes(`"dynamodb:${action}"`)) &&
    (!appenders || named.sort().join() === appenders.toSorted().join())
  );
}

/** Before anything is changed: a table of another shape would fail at the first request. */
async function fitting(
  definition: TableDefinition,
  name: string,
  found: FoundTable | undefined,
): Promise<FoundTable> {
  if (!found) throw new CommandError(`Failed to adopt ${name}: this region has no such table.`);
  const { partitionKey, sortKey, indexes } = definition;
  const keys = [partitionKey, ...(sortKey ? [sortKey] : [])].map((key) => key.name);
  const missing = indexes.map((index) => index.name).filter((index) => !found.indexes.includes(index));
  if (found.keys.join() !== keys.join())
    throw new CommandError(`Failed to adopt ${name}: it is not a ${definition.name} table: its key differs.`);
  if (missing.length > 0)
    throw new CommandError(
      `Failed to adopt ${name}: it lacks ${missing.join(', ')}. Restore it again with all its indexes, or add one that is new as docs/runbook.md says.`,
    );
  return found;
}
