import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Modules that are in a bundle, as the bundler names them. */
export interface BundledModules {
  /** Of the functions on Lambda. */
  readonly handlers: readonly string[];
  /** Of the desk and the panel in the browser. */
  readonly page: readonly string[];
}

/** What of a package is known from the lockfile. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; empty where the lockfile has none. */
  readonly licence: string;
  /** SHA-512 of its archive in hex; empty where unknown. */
  readonly sha512: string;
}

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
}

/** The packages that bundled modules are of, each version once, by name. */
export function componentsOf(root: string, modules: readonly string[]): readonly Component[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const paths = [...new Set(modules.flatMap((module) => packagePath(module) ?? []))];
  const components = paths.map((path) => {
    const locked = lock.packages[path];
    if (locked?.version === undefined) {
      throw new Error(
        `Failed to list what is bundled: package-lock.json does not have ${path}. Run npm install.`,
      );
    }
    const [algorithm, hash = ''] = (locked.integrity ?? '').split('-');
    return {
      name: path.slice(path.lastIndexOf(FOLDER) + FOLDER.length),
      version: locked.version,
      licence: locked.license ?? '',
      sha512: algorithm === 'sha512' ? Buffer.from(hash, 'base64').toString('hex') : '',
    };
  });
  const byId = new Map(components.map((component) => [purlOf(component), component]));
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
}

const FOLDER = 'node_modules/';

/** Where the package of a module is, as the lockfile names it; undefined for a module of ours or of the bundler. */
function packagePath(module: string): string | undefined {
  const path = module.replaceAll('\\', '/');
  const start = path.indexOf(FOLDER);
  if (start < 0) return undefined;
  return /^.*node_modules\/(?:@[^/]+\/)?[^/?]+/.exec(path.slice(start))?.[0];
}

/** Package URL: names a version of a package on npm. */
export function purlOf({ name, version }: Pick<Component, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** A list of components as CycloneDX 1.6, without time or serial number: the same components give the same bytes. */
export function cycloneDx(
  of: { readonly name: string; readonly version: string },
  components: readonly Component[],
) {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', ...of } },
    components: components.map((component) => ({
      type: 'library',
      'bom-ref': purlOf(component),
      name: component.name,
      version: component.version,
      purl: purlOf(component),
      ...(component.licence ? { licenses: [licenceOf(component.licence)] } : {}),
      ...(component.sha512 ? { hashes: [{ alg: 'SHA-512', content: component.sha512 }] } : {}),
    })),
  };
}

/** One id, or an expression of several. */
function licenceOf(licence: string) {
  return /\s/.test(licence) ? { expression: licence } : { license: { id: licence } };
}
