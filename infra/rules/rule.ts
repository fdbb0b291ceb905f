import { CfnResource, Stack } from 'aws-cdk-lib';

/** What a template can show of a requirement of PCI DSS v4.0.1, checked on each resource of some types. */
export interface Rule {
  /** Unique in the pack, and never changed: reasons that accept a finding name it. */
  readonly id: string;
  /** Numbers of PCI DSS v4.0.1: check them against the standard before you quote them. */
  readonly requirements: readonly string[];
  /** What is wrong when it does not hold. */
  readonly info: string;
  readonly explanation: string;
  /** CloudFormation types it looks at. */
  readonly types: readonly string[];
  readonly holds: (properties: Properties, around: Around) => boolean;
}

/** Properties of a resource as the template has them: names as CloudFormation writes them, references as objects. */
// biome-ignore lint/suspicious/noExplicitAny: a template's properties have no types, and a rule that reads a missing one fails
export type Properties = Readonly<Record<string, any>>;

/** The resource a rule looks at, and the rest of its stack. */
export interface Around {
  readonly logicalId: string;
  /** What CloudFormation does with the resource when the stack goes; undefined deletes it. */
  readonly deletionPolicy: string | undefined;
  /** The stack cannot be deleted: people's payments are in it. */
  readonly isProtected: boolean;
  /** Properties of all resources of a type in the stack. */
  others(type: string): readonly Properties[];
}

interface Made {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly DeletionPolicy?: string;
}

/** The resource as the template will have it, overrides included. */
function made(node: CfnResource): readonly [logicalId: string, made: Made] {
  const { Resources } = Stack.of(node).resolve(node._toCloudFormation()) as {
    readonly Resources: Readonly<Record<string, Made>>;
  };
  const [entry] = Object.entries(Resources);
  if (!entry) throw new Error(`Failed to read ${node.node.path}: it makes no resource.`);
  return entry;
}

/** True when the rule holds for a resource, or says nothing about its type. */
export function holdsFor({ types, holds }: Rule, node: CfnResource): boolean {
  if (!types.includes(node.cfnResourceType)) return true;
  const stack = Stack.of(node);
  const [logicalId, { Properties: properties = {}, DeletionPolicy: deletionPolicy }] = made(node);
  return holds(properties, {
    logicalId,
    deletionPolicy,
    isProtected: stack.terminationProtection === true,
    others: (type) =>
      stack.node
        .findAll()
        .filter((other) => CfnResource.isCfnResource(other))
        .filter((other) => other.cfnResourceType === type)
        .map((other) => made(other)[1].Properties ?? {}),
  });
}

/** A statement of a policy, as a template writes it. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** The statements of a policy document; none where there is no document. */
export function statementsOf(document: Properties | undefined): readonly Statement[] {
  return [document?.Statement ?? []].flat() as readonly Statement[];
}

export function actionsOf({ Action = [] }: Statement): readonly string[] {
  return [Action].flat();
}

/** Actions that a policy refuses to every principal, whatever else allows them and under no condition. */
export function deniedToAll(document: Properties | undefined): ReadonlySet<string> {
  const forAll = statementsOf(document).filter(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Deny' &&
      Condition === undefined &&
      ['"*"', '{"AWS":"*"}'].includes(JSON.stringify(Principal)),
  );
  return new Set(forAll.flatMap(actionsOf));
}

/** True for a reference to the resource: `Ref`, or one of its attributes. */
export function pointsAt(value: unknown, logicalId: string): boolean {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as Properties;
  return Ref === logicalId || [attribute].flat()[0] === logicalId;
}
