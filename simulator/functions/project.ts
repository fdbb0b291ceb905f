import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A file of a Functions project as it is deployed. */
export interface Resource {
  readonly kind: 'function' | 'asset';
  /** Path of its address: `/pay/start`, `/logo.png`. */
  readonly path: string;
  readonly file: string;
  /** Everybody's, only for requests that Twilio signed, or only for other functions. */
  readonly access: 'public' | 'protected' | 'private';
}

/** The folders of each kind; where there are several, the first that exists. */
const FOLDERS: readonly (readonly [Resource['kind'], readonly string[]])[] = [
  ['function', ['functions', 'src']],
  ['asset', ['assets', 'static']],
];

/** Every function and asset of a project, by path. */
export function readProject(directory: string): readonly Resource[] {
  return FOLDERS.flatMap(([kind, names]) => {
    const folder = names.map((name) => join(directory, name)).find((path) => existsSync(path));
    if (!folder) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && (kind === 'asset' || entry.name.endsWith('.js')))
      .map(({ parentPath, name }) => resource(kind, folder, join(parentPath, name)));
  }).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `send.protected.js` is deployed as `/send`, `names.private.json` as `/names.json`, `a b.txt` as `/a-b.txt`. */
function resource(kind: Resource['kind'], folder: string, file: string): Resource {
  const name = relative(folder, file).split(sep).join('/');
  const access = ACCESS.exec(name)?.[1] as Resource['access'] | undefined;
  const path = `/${name.replace(ACCESS, '')}`.replace(/\s/g, '-');
  return {
    kind,
    path: kind === 'function' ? path.replace(/\.js$/, '') : path,
    file,
    access: access ?? 'public',
  };
}

const ACCESS = /\.(protected|private)(?=(\.[^./]+)?$)/;
