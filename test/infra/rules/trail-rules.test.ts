import { describe, expect, it } from '@jest/globals';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import { addStacks } from '#infra/add-stacks.ts';
import { holdsFor } from '#infra/rules/rule.ts';
import { TRAIL_RULES } from '#infra/rules/trail-rules.ts';
import { STUB_PAGES, testApp, testConfig } from '../../support/synth-stack.ts';

/** A rule that says nothing about our stack keeps it forever sound, so each has to find its fault in it. */
describe('the rules of the trail on our stack', () => {
  let stack: Stack;
  const make = (STAGE: string) => {
    stack = addStacks(testApp(), testConfig({ STAGE }), STUB_PAGES);
  };

  const made = (path: string) => {
    const found = resources(stack).find(({ node }) => node.path.endsWith(path));
    if (!found) throw new Error(`The stack has no ${path}.`);
    return found;
  };
  const brokenAt = () =>
    TRAIL_RULES.flatMap((rule) =>
      resources(stack)
        .filter((node) => !holdsFor(rule, node))
        .map(({ node }) => `${rule.id} ${node.path.split('/').slice(1).join('/')}`),
    );
  const TABLE = '/Store/Audit/Resource';
  const BUCKET = '/Tlog/Bucket/Resource';
  const KEY = '/Tlog/Key/Resource';
  const LOCK = 'ObjectLockConfiguration.Rule.DefaultRetention';
  const statement = (Principal: unknown) => ({
    Effect: 'Allow',
    Action: 'kms:Sign',
    Principal,
    Resource: '*',
  });

  it.each(['prod', 'dev'])('find nothing in %s', (stage) => {
    make(stage);

    expect(brokenAt()).toEqual([]);
  });

  it.each<[rule: string, fault: string, path: string, (at: CfnResource) => void]>([
    ['TrailAppendOnly', 'no policy', TABLE, (at) => at.addPropertyDeletionOverride('ResourcePolicy')],
    ['TrailStreamed', 'no stream', TABLE, (at) => at.addPropertyDeletionOverride('StreamSpecification')],
    [
      'TrailStreamed',
      'keys only',
      TABLE,
      (at) => at.addPropertyOverride('StreamSpecification.StreamViewType', 'KEYS_ONLY'),
    ],
    [
      'TrailStreamed',
      'a stream that nobody reads',
      TABLE,
      () => made('/Tlog/Trail/Resource').addPropertyOverride('EventSourceArn', 'another'),
    ],
    ['LogBucketLocked', 'a month', BUCKET, (at) => at.addPropertyOverride(`${LOCK}.Days`, 30)],
    ['LogBucketLocked', 'no lock', BUCKET, (at) => at.addPropertyDeletionOverride(LOCK)],
    [
      'LogBucketLocked',
      'no versions',
      BUCKET,
      (at) => at.addPropertyOverride('VersioningConfiguration.Status', 'Suspended'),
    ],
    ['SigningKeyOfOne', 'the policy of every key', KEY, (at) => at.addPropertyDeletionOverride('KeyPolicy')],
    [
      'SigningKeyOfOne',
      'a second principal',
      KEY,
      (at) => at.addPropertyOverride('KeyPolicy.Statement.1.Principal.AWS', ['one', 'another']),
    ],
    [
      'SigningKeyOfOne',
      'a second function',
      KEY,
      () =>
        made('/Handlers/GetSeal/Permissions/Resource').addPropertyOverride('PolicyDocument.Statement.0', {
          ...statement(undefined),
          Resource: { Ref: stack.getLogicalId(made(KEY) as never) },
        }),
    ],
  ])('%s finds %s', (rule, _, path, spoil) => {
    make('prod');
    spoil(made(path));

    expect(brokenAt()).toEqual([`${rule} ${path.slice(1)}`]);
  });

  it.each([
    ['prod', [`LogBucketLocked ${BUCKET.slice(1)}`]],
    ['dev', []],
  ])('LogBucketLocked finds in %s whether one who may can lift the lock', (stage, found) => {
    make(stage);
    made(BUCKET).addPropertyOverride(`${LOCK}.Mode`, 'GOVERNANCE');

    expect(brokenAt()).toEqual(found);
  });
});

function resources(stack: Stack): readonly CfnResource[] {
  return stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
}
