import { expect, it } from '@jest/globals';
import { isOf } from '#infra/operate/audit/stage-tables.ts';
import { TABLES } from '#lambdas/contract/tables.ts';
import { synthTemplate } from '#test/support/synth-stack.ts';

it('finds each table of a stack by its logical id, and no table of before', () => {
  const tables = synthTemplate().findResources('AWS::DynamoDB::Table');
  for (const table of TABLES) {
    expect(Object.keys(tables).filter((logicalId) => isOf(table, logicalId))).toHaveLength(1);
    expect(isOf(table, 'StoreSessionsE12E954D')).toBe(false);
  }
});
