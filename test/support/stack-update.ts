import { isDeepStrictEqual } from 'node:util';
import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { REPLACING, UNIQUE } from './replacement.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** By `<stack>@<region>/<logical id>`. */
export type Resources = Readonly<Record<string, Resource>>;

/**
 * What CloudFormation would do with version N of the templates deployed and N+1 to deploy. Resources are
 * `<type> <logical id without its hash>`, sorted.
 */
export interface Update {
  /** Stacks (`<name>@<region>`) that N+1 knows nothing of, and so leaves as they are. */
  readonly left: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly replaced: readonly string[];
  /** Changed in place; custom resources are under `runs`. */
  readonly changed: readonly string[];
  /** Custom resources that are called again. */
  readonly runs: readonly string[];
  /** Resources over which CloudFormation would refuse the update or fail. */
  readonly refused: readonly string[];
  /** Stored data, people, keys and logs that would be lost or less protected. */
  readonly endangered: readonly string[];
}

export function resourcesOf(app: App): Resources {
  const stacks = app.node.children.filter((child): child is Stack => Stack.isStack(child));
  return Object.fromEntries(
    stacks.flatMap((stack) =>
      Object.entries<Resource>(Template.fromStack(stack).toJSON().Resources ?? {}).map(([id, resource]) => [
        `${stack.stackName}@${stack.region}/${id}`,
        resource,
      ]),
    ),
  );
}

export function updateOf(before: Resources, after: Resources): Update {
  const live = new Set(Object.keys(before).map(stackOf));
  const deployed = new Set(Object.keys(after).map(stackOf));
  const olds = Object.keys(before).filter((key) => deployed.has(stackOf(key)));
  const removed = olds.filter((key) => !after[key]);
  const added = Object.keys(after).filter((key) => !before[key]);
  const both = olds.filter((key) => after[key]);

  const replaced = new Set<string>();
  const differs = (key: string, properties: readonly string[]) =>
    properties.some((name) => {
      const value = after[key]?.Properties?.[name];
      return !isDeepStrictEqual(before[key]?.Properties?.[name], value) || refersTo(value, key, replaced);
    });
  const isReplaced = (key: string) =>
    before[key]?.Type !== after[key]?.Type || differs(key, REPLACING[typeOf(after, key)] ?? []);
  for (let more = [...both]; more.length > 0; ) {
    more = both.filter((key) => !replaced.has(key) && isReplaced(key));
    for (const key of more) replaced.add(key);
  }

  const kept = both.filter((key) => !replaced.has(key));
  const differsAtAll = (key: string) =>
    differs(key, Object.keys({ ...before[key]?.Properties, ...after[key]?.Properties }));
  const isCustom = (key: string) => typeOf(after, key).startsWith('Custom::');
  const changed = kept.filter(
    (key) =>
      !isCustom(key) && (differsAtAll(key) || !isDeepStrictEqual(fateOf(before[key]), fateOf(after[key]))),
  );
  const name = (keys: Iterable<string>, of = after) => [...keys].map((key) => nameOf(of, key)).sort();

  /** A name below something replaced is free again. */
  const isSameName = (old: Resource | undefined, now: Resource | undefined, key: string) =>
    old?.Type === now?.Type &&
    (UNIQUE[now?.Type ?? ''] ?? []).some((names) =>
      names.every((name) => {
        const value = now?.Properties?.[name];
        return (
          value !== undefined &&
          isDeepStrictEqual(old?.Properties?.[name], value) &&
          !refersTo(value, key, replaced)
        );
      }),
    );
  const ending = [...removed, ...replaced];
  const refused = [...added, ...replaced].filter(
    (key) =>
      (isCustom(key) && replaced.has(key)) || ending.some((old) => isSameName(before[old], after[key], key)),
  );
  // A log may be left behind; anything else that leaves the stack takes what is in it away from the stage.
  const isLeftBehind = (key: string) =>
    !replaced.has(key) &&
    typeOf(before, key) === 'AWS::Logs::LogGroup' &&
    before[key]?.DeletionPolicy === 'Retain';
  const lost = ending.filter((key) => isPrecious(before[key]) && !isLeftBehind(key));
  const weaker = both.filter((key) => isPrecious(before[key]) && isWeaker(before[key], after[key]));

  return {
    left: [...live].filter((stack) => !deployed.has(stack)).sort(),
    added: name(added),
    removed: name(removed, before),
    replaced: name(replaced),
    changed: name(changed),
    runs: name(kept.filter((key) => isCustom(key) && differsAtAll(key))),
    refused: name(refused),
    endangered: name(new Set([...lost, ...weaker]), before),
  };
}

const PRECIOUS = [
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolGroup',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
];

function isPrecious(resource: Resource | undefined): boolean {
  return PRECIOUS.includes(resource?.Type ?? '');
}

/** Everything that protects a resource, as numbers of which more is safer. */
function protectionOf(resource: Resource | undefined): readonly number[] {
  const {
    DeletionPolicy,
    UpdateReplacePolicy,
    Properties: it = {},
  } = (resource ?? {}) as {
    readonly DeletionPolicy?: string;
    readonly UpdateReplacePolicy?: string;
    // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no type
    readonly Properties?: any;
  };
  return [
    Number(DeletionPolicy === 'Retain'),
    Number(UpdateReplacePolicy === 'Retain'),
    Number(it.DeletionProtectionEnabled === true || it.DeletionProtection === 'ACTIVE'),
    Number(it.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true),
    Number(it.SSESpecification?.SSEEnabled === true || it.KmsKeyId !== undefined),
    Number(it.ResourcePolicy !== undefined),
    Number(it.EnableKeyRotation === true),
    Number(it.VersioningConfiguration?.Status === 'Enabled'),
    it.ObjectLockConfiguration?.Rule?.DefaultRetention?.Days ?? 0,
    Number(it.ObjectLockConfiguration?.Rule?.DefaultRetention?.Mode === 'COMPLIANCE'),
    Number(it.StreamSpecification?.StreamViewType === 'NEW_AND_OLD_IMAGES'),
    it.RetentionInDays ?? Number.POSITIVE_INFINITY,
    it.LifecycleConfiguration?.Rules?.[0]?.ExpirationInDays ?? Number.POSITIVE_INFINITY,
  ];
}

function isWeaker(before: Resource | undefined, after: Resource | undefined): boolean {
  const now = protectionOf(after);
  return protectionOf(before).some((strength, index) => (now[index] ?? 0) < strength);
}

/** Whether a value in a resource refers to one of the others, in the same stack. */
function refersTo(value: unknown, key: string, others: ReadonlySet<string>): boolean {
  if (others.size === 0 || typeof value !== 'object' || value === null) return false;
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as Readonly<Record<string, unknown>>;
  const id = ref ?? (Array.isArray(attribute) ? attribute[0] : undefined);
  if (typeof id === 'string') return others.has(`${stackOf(key)}/${id}`);
  return Object.values(value).some((part) => refersTo(part, key, others));
}

function fateOf({ DeletionPolicy, UpdateReplacePolicy }: Partial<Resource> = {}): readonly unknown[] {
  return [DeletionPolicy, UpdateReplacePolicy];
}

function stackOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

function typeOf(resources: Resources, key: string): string {
  return resources[key]?.Type ?? '';
}

function nameOf(resources: Resources, key: string): string {
  const id = key.slice(key.indexOf('/') + 1).replace(/[0-9A-F]{8}(?:[0-9a-f]{32})?$/, '');
  return `${typeOf(resources, key).replace('AWS::', '')} ${id}`;
}
