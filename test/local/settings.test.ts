import { describe, expect, it } from '@jest/globals';
import { readSettings } from '#local/settings.ts';
import { testConfig } from '../support/synth-stack.ts';

describe('readSettings', () => {
  it('needs nothing', () => {
    const settings = { port: 3000, simulatorPort: 3001, dataDir: '.local', log: 'file' };
    expect(readSettings({})).toEqual({ settings });
    expect(readSettings({ PORT: '', SIMULATOR_PORT: '', LOCAL_DATA_DIR: '', LOG: '' })).toEqual({ settings });
  });

  it('takes what it is told', () => {
    expect(
      readSettings({
        PORT: ' 8080 ',
        SIMULATOR_PORT: '0',
        LOCAL_DATA_DIR: '/tmp/x',
        LOG: 'stdout',
        HOME: '/',
      }),
    ).toEqual({ settings: { port: 8080, simulatorPort: 0, dataDir: '/tmp/x', log: 'stdout' } });
  });

  it.each(['-1', '65536', '99999999', '3e3', '0x50', 'http', '80.5', '8 0'])(
    'refuses the port %s',
    (PORT) => {
      expect(readSettings({ PORT })).toEqual({
        problems: [
          'Failed to read PORT: it must be a whole number from 0 to 65535. Set it in the environment or in .env.',
        ],
      });
    },
  );

  it('lists every problem at once, and no value', () => {
    const result = readSettings({
      PORT: 'secret',
      SIMULATOR_PORT: 'secret',
      LOCAL_DATA_DIR: ' ',
      LOG: 'secret',
    });
    const problems = 'problems' in result ? result.problems : [];
    expect(problems).toHaveLength(4);
    for (const [index, name] of ['PORT', 'SIMULATOR_PORT', 'LOCAL_DATA_DIR', 'LOG'].entries()) {
      expect(problems[index]).toMatch(
        new RegExp(`^Failed to read ${name}: it must be .+\\. Set it in .+\\.$`),
      );
    }
    expect(problems.join()).not.toContain('secret');
  });

  it.each([
    ['REFERENCE_LABEL', 'Invoice\u202E'],
    ['REFERENCE_LABEL', 'x'.repeat(41)],
    ['MERCHANT_NAME', 'Acme'],
    ['BRAND_NAME', 'Acme\u202E'],
    ['BRAND_ACCENT', '#ffcc00'],
    ['BRAND_LOGO', 'README.md'],
    ['BRAND_LOGO', 'docs/images/none.png'],
    ['CUSTOMER_MASK', 'no place to fill|9'],
    ['REFERENCE_MASK', '9'.repeat(101)],
    ['CUSTOMER_REQUIRED', 'yes'],
    ['PROCESSOR_PARAMETERS', 'reference'],
    ['PROCESSOR_PARAMETERS', 'reference=AVSName'],
    ['PROCESSOR_PARAMETERS', 'reference=toString'],
    ['PROCESSOR_PARAMETERS', 'reference=a,customer=a'],
    ['PROCESSOR_PARAMETERS', 'reference=a,reference=b'],
    ['PROCESSOR_PARAMETERS', 'agent=a'],
  ])('refuses %s=%s, as a deployment does', (name, written) => {
    const result = readSettings({ [name]: written });
    expect('problems' in result && result.problems).toEqual([
      expect.stringMatching(new RegExp(`^Failed to read ${name}: it must be .+\\.$`)),
    ]);
    expect(() => testConfig({ [name]: written })).toThrow(new RegExp(`- ${name} must be `));
  });

  it('passes on how ids are written', () => {
    const ids = {
      REFERENCE_LABEL: 'Rechnung (Nr.)',
      REFERENCE_MASK: 'INV-999|9999',
      REFERENCE_REQUIRED: 'on',
      PROCESSOR_PARAMETERS: 'off',
    };
    expect(readSettings(ids)).toMatchObject({ settings: { ids } });
    expect(testConfig(ids).idSettings).toMatchObject(ids);
  });

  it('refuses one port for both, unless both are to be picked', () => {
    expect(readSettings({ PORT: '4000', SIMULATOR_PORT: '4000' })).toEqual({
      problems: ['Failed to read SIMULATOR_PORT: it must differ from PORT. Set one of them to a free port.'],
    });
    expect(readSettings({ PORT: '0', SIMULATOR_PORT: '0' })).toHaveProperty('settings');
  });
});
