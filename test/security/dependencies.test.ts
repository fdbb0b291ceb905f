import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string };
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read('package.json')) as {
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};
const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

/** npm itself reads ranges with this package. Jest and the CDK depend on it; it has no types. */
const { minVersion, satisfies } = createRequire(import.meta.url)('semver') as {
  readonly minVersion: (range: string) => { readonly version: string };
  readonly satisfies: (version: string, range: string) => boolean;
};

const LICENCES = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
/** Used to build the page; no bundle contains it. */
const EXCEPTIONS: Readonly<Record<string, RegExp>> = {
  'MPL-2.0': /^node_modules\/lightningcss(-[a-z0-9-]+)?$/,
};

describe('docs/dependencies.md', () => {
  const rows = read('docs/dependencies.md')
    .split('\n')
    .filter((line) => /^\| [@a-z]/.test(line) && !/^\| (package|command) /.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  it('lists every direct dependency with its version and licence, and nothing else', () => {
    const listed = rows.map(([name, version, licence]) => `${name} ${version} ${licence}`);
    const direct = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).map(
      ([name, version]) => `${name} ${version} ${lock.packages[`node_modules/${name}`]?.license}`,
    );
    expect(listed.sort()).toEqual(direct.sort());
  });

  it('gives a reason for each', () => {
    expect(rows.filter(([, , , reason]) => !reason)).toEqual([]);
  });
});

describe('the lockfile', () => {
  it('pins every direct dependency exactly', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('carries a hash of every package that is downloaded', () => {
    const unhashed = packages.filter(
      ([, { integrity, inBundle }]) => !inBundle && !integrity?.startsWith('sha512-'),
    );
    expect(unhashed.map(([path]) => path)).toEqual([]);
  });

  it('names no registry', () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('needs no newer Node than package.json does', () => {
    const lowest = manifest.engines.node.split('||').map((range) => minVersion(range).version);
    const refusing = packages.flatMap(([path, { engines }]) =>
      lowest
        .filter((version) => engines?.node && !satisfies(version, engines.node))
        .map((version) => `${path}: not on ${version}`),
    );
    expect(refusing).toEqual([]);
  });

  it('has an entry for every optional dependency, so that it installs on every platform', () => {
    const names = new Set(packages.map(([path]) => path.replace(/^.*node_modules\//, '')));
    const missing = packages.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !names.has(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('adds no package at run time under a licence we have not accepted', () => {
    const refused = packages
      .filter(([, { dev }]) => !dev)
      .filter(
        ([path, { license = 'none' }]) => !LICENCES.includes(license) && !EXCEPTIONS[license]?.test(path),
      )
      .map(([path, { license }]) => `${path}: ${license}`);
    expect(refused).toEqual([]);
  });
});

describe('install scripts', () => {
  it('do not exist in our own package', () => {
    const hooks = /^(pre|post)?(install|prepare|publish|pack|uninstall)$|^prepublishOnly$|^dependencies$/;
    expect(Object.keys(manifest.scripts).filter((name) => hooks.test(name))).toEqual([]);
  });

  it('of dependencies are each allowed or forbidden by name', () => {
    const undecided = packages
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
      .filter((name) => manifest.allowScripts[name] === undefined);
    expect(undecided).toEqual([]);
  });
});
