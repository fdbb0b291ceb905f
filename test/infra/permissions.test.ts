import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PERMISSIONS } from '#infra/permissions.ts';
import { MOCK_CONSENT } from '#infra/settings-schema.ts';
import { JOBS } from '#lambdas/contract/jobs.ts';
import { ROUTES } from '#lambdas/contract/routes.ts';
import { expectGolden } from '../support/golden.ts';
import { synthTemplate } from '../support/synth-stack.ts';
import { permissionsIn, permissionTable } from './permission-matrix.ts';

const template = synthTemplate({
  MOCK_PROCESSOR: MOCK_CONSENT,
  EMBED_CLIENTS: 'acme=https://crm.example.com',
  WEBHOOKS: 'crm=https://crm.example.com/payments',
});
const rows = permissionsIn(template);

describe('permissions', () => {
  it('match the table a reviewer has read', () => {
    expectGolden(permissionTable(rows), join(import.meta.dirname, 'golden', 'permissions.md'));
  });

  it('allow no handler to change or delete an audit event', () => {
    const actions = rows
      .filter(({ resource }) => resource.includes('StoreAudit'))
      .map(({ action }) => action);

    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
    ]);
  });

  it('name a resource wherever AWS allows one', () => {
    const wide = rows.filter(({ resource }) => resource === '\\*').map(({ action }) => action);

    expect([...new Set(wide)].sort()).toEqual([
      'dynamodb:ListStreams',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('contain no action with a wildcard in a function of ours', () => {
    const ours = new Set(Object.keys(PERMISSIONS).map((name) => name.toLowerCase()));
    const wide = rows.filter(({ holder, action }) => ours.has(holder.toLowerCase()) && action.includes('*'));

    expect(wide).toEqual([]);
  });

  it('are stated for every route and job, and for nothing else', () => {
    expect(Object.keys(PERMISSIONS).sort()).toEqual([...ROUTES, ...JOBS].map(({ name }) => name).sort());
  });
});
