import type { Template } from 'aws-cdk-lib/assertions';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Row {
  readonly holder: string;
  readonly action: string;
  readonly resource: string;
  readonly only: string;
}

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
>;

/** Every right in a template: which role may do what to which resource, under which condition. */
export function permissionsIn(template: Template): readonly Row[] {
  const resources: Resources = template.toJSON().Resources;
  const rows: Row[] = [];
  for (const { Type, Properties = {} } of Object.values(resources)) {
    if (Type === 'AWS::Lambda::Permission') rows.push(invocation(Properties));
    if (Type !== 'AWS::IAM::ManagedPolicy' && Type !== 'AWS::IAM::Policy') continue;
    const { Statement } = Properties.PolicyDocument as { readonly Statement: readonly Statement[] };
    for (const role of Properties.Roles as readonly { readonly Ref: string }[]) {
      for (const statement of Statement) rows.push(...rowsOf(holderName(role.Ref), statement));
    }
  }
  return rows.sort((a, b) => key(a).localeCompare(key(b)));
}

/** The matrix as a table for a reviewer to read from top to bottom, with one line per function and resource. */
export function permissionTable(rows: readonly Row[]): string {
  const lines = new Map<string, { readonly row: Row; readonly actions: Set<string> }>();
  for (const row of rows) {
    const place = `${row.holder}|${row.resource}|${row.only}`;
    const line = lines.get(place) ?? { row, actions: new Set<string>() };
    lines.set(place, { row, actions: line.actions.add(row.action) });
  }
  return [
    '| who | may | on | only |',
    '| --- | --- | --- | --- |',
    ...[...lines.values()].map(
      ({ row, actions }) => `| ${row.holder} | ${[...actions].join(', ')} | ${row.resource} | ${row.only} |`,
    ),
    '',
  ].join('\n');
}

function rowsOf(holder: string, { Effect, Action, Resource, Condition }: Statement): readonly Row[] {
  const resources = (Array.isArray(Resource) ? Resource : [Resource]).map(resourceName).sort();
  return [Action].flat().map((action) => ({
    holder,
    action: Effect === 'Allow' ? action : `${Effect} ${action}`,
    resource: resources.join('<br>'),
    only: Condition ? JSON.stringify(Condition).replaceAll(/["{}]/g, '') : '',
  }));
}

/** Who may call a function from outside. */
function invocation({ Principal, Action, FunctionName }: Readonly<Record<string, unknown>>): Row {
  return {
    holder: String(Principal),
    action: String(Action),
    resource: resourceName(FunctionName).replace(/Function$/, ''),
    only: '',
  };
}

/** `HandlersTwimlRole1234ABCD` → `Twiml`. */
function holderName(logicalId: string): string {
  return logicalId
    .replace(/^Handlers/, '')
    .replace(/(Service)?Role[0-9A-F]{8}$/, '')
    .replace(/[0-9A-F]{8}$/, '');
}

function resourceName(resource: unknown): string {
  if (typeof resource === 'string') return resource.replaceAll('*', '\\*');
  const { Ref, 'Fn::GetAtt': att, 'Fn::Join': join, 'Fn::Sub': sub } = resource as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref === 'AWS::Partition' ? 'aws' : withoutHash(Ref);
  if (Array.isArray(att)) return withoutHash(String(att[0]));
  if (Array.isArray(join)) return (join[1] as readonly unknown[]).map(resourceName).join(String(join[0]));
  return String(sub);
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '').replace(/^Handlers/, '');
}

function key({ holder, resource, action }: Row): string {
  return `${holder} ${resource} ${action}`;
}
