import { describe, expect, it } from '@jest/globals';
import { readConfig } from '#infra/config.ts';
import { templateOf } from '#infra/operate/evidence/template.ts';
import { RULES } from '#infra/rules/pci-dss-401-checks.ts';

const made = templateOf(readConfig({ STAGE: 'prod' }));

describe('the template in the evidence', () => {
  it('has every part, with the policy of the audit table in it', () => {
    for (const stacks of Object.values(made.parts))
      expect(Object.keys(stacks)).toEqual(['agent-assist-pay-prod']);
    expect(JSON.stringify(made.parts.tables)).toContain('"Sid":"NobodyChangesAnEvent"');
    expect(JSON.stringify(made.parts.tables)).toContain('"DeletionProtectionEnabled":true');
    expect(JSON.stringify(made.parts.keys)).toContain('"EnableKeyRotation":true');
  });

  it('says of every rule what it found, and why a finding was accepted', () => {
    expect(made.rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(made.rules.filter(({ open }) => open.length > 0)).toEqual([]);
    const accepted = made.rules.flatMap((rule) => rule.accepted);
    expect(accepted.map(({ path }) => path)).toContain('agent-assist-pay-prod/Site/Distribution/Resource');
    expect(accepted.filter(({ reason }) => reason === '')).toEqual([]);
  });

  it('is the same each time, and leaves no exit code behind', () => {
    const { exitCode } = process;

    expect(templateOf(readConfig({ STAGE: 'prod' }))).toEqual(made);
    expect(process.exitCode).toBe(exitCode);
  });
});
