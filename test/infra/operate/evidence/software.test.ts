import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildHandlers } from '#infra/bundle-handlers.ts';
import { componentsOf, cycloneDx } from '#infra/operate/evidence/software.ts';

const ROOT = join(import.meta.dirname, '../../../..');

describe('the list of bundled software', () => {
  it('has what a bundle holds, with version, licence and hash, and nothing that only builds it', () => {
    const { outputs } = buildHandlers({ token: 'calls/token.ts', sweep: 'sweep/index.ts' }).metafile;
    const components = componentsOf(
      ROOT,
      Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
    );
    const names = components.map(({ name }) => name);

    expect(names).toEqual(expect.arrayContaining(['@aws-sdk/client-dynamodb', '@smithy/core', 'valibot']));
    expect(names.filter((name) => ['esbuild', 'jest', 'aws-cdk-lib', 'vite'].includes(name))).toEqual([]);
    expect(components.filter(({ licence, sha512 }) => licence === '' || sha512.length !== 128)).toEqual([]);
  });

  it('names a package by the last folder of packages on the way to a module, each version once', () => {
    const modules = [
      '/any/where/node_modules/preact/dist/preact.module.js',
      'node_modules/preact/hooks/dist/hooks.module.js',
      'C:\\any\\node_modules\\@preact\\signals\\dist\\signals.module.js',
      'node_modules/@twilio/voice-sdk/node_modules/events/events.js?commonjs',
      'web/src/main.tsx',
      '\0vite/preload-helper.js',
    ];
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    const nested = 'node_modules/@twilio/voice-sdk/node_modules/events' in lock.packages;

    const known = modules.filter((module) => nested || !module.includes('events'));
    expect(componentsOf(ROOT, known).map(({ name }) => name)).toEqual([
      '@preact/signals',
      ...(nested ? ['events'] : []),
      'preact',
    ]);
  });

  it('stops at a package that the lockfile does not have', () => {
    expect(() => componentsOf(ROOT, ['node_modules/nobody-knows/index.js'])).toThrow(
      'package-lock.json does not have node_modules/nobody-knows',
    );
  });

  it('is CycloneDX without a time, one licence or an expression of several', () => {
    const bill = cycloneDx({ name: 'page', version: '1.0.0' }, [
      { name: '@a/b', version: '1.2.3', licence: 'MIT', sha512: 'ff' },
      { name: 'c', version: '2.0.0', licence: '(MIT OR Apache-2.0)', sha512: '' },
    ]);

    expect(bill).toEqual({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'application', name: 'page', version: '1.0.0' } },
      components: [
        {
          type: 'library',
          'bom-ref': 'pkg:npm/%40a/b@1.2.3',
          name: '@a/b',
          version: '1.2.3',
          purl: 'pkg:npm/%40a/b@1.2.3',
          licenses: [{ license: { id: 'MIT' } }],
          hashes: [{ alg: 'SHA-512', content: 'ff' }],
        },
        {
          type: 'library',
          'bom-ref': 'pkg:npm/c@2.0.0',
          name: 'c',
          version: '2.0.0',
          purl: 'pkg:npm/c@2.0.0',
          licenses: [{ expression: '(MIT OR Apache-2.0)' }],
        },
      ],
    });
  });
});
