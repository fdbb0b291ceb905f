import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const LIBRARY = join(dirname(createRequire(import.meta.url).resolve('twilio')), '..', 'lib');
const read = (path: string) => readFileSync(join(LIBRARY, path), 'utf8');

/** An operation of a resource of the installed helper: its file under `lib/rest/`, and its function. */
export interface HelperOperation {
  readonly file: string;
  readonly call: 'create' | 'update' | 'page';
}

/** Every parameter the installed helper can send with an operation, by its name on the wire. */
export function parametersOf({ file, call }: HelperOperation): readonly string[] {
  const source = read(`rest/${file}.js`);
  const start = source.search(new RegExp(`^ +(?:${call}\\(params|instance\\.${call} = function)`, 'm'));
  if (start < 0) throw new Error(`The helper has no ${call} in ${file}.`);
  const end = source.slice(start).search(/operationPromise = operationVersion\./);
  const body = source.slice(start, start + end);
  const names = [...body.matchAll(/data\["([^"]+)"\]|headers\["(If-[^"]+)"\]/g)].map(
    ([, parameter, header]) => `${parameter ?? header}`,
  );
  return [...new Set(names)].sort();
}

/**
 * Every operation with parameters that the installed helper has below a folder of `lib/rest/`, with the path it asks.
 *
 * @param sid stands in the path for every SID and name
 */
export function operationsBelow(
  folder: string,
  sid: string,
): readonly (HelperOperation & { readonly path: string })[] {
  const files = readdirSync(join(LIBRARY, 'rest', folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => {
      const file = `${folder}/${name.replace(/\.js$/, '')}`;
      const source = read(`rest/${file}.js`);
      const path = (owner: 'this' | 'instance') =>
        new RegExp(`${owner}\\._uri = \`([^\`]+)\``).exec(source)?.[1]?.replace(/\$\{\w+\}/g, sid);
      const found = { create: path('instance'), page: path('instance'), update: path('this') };
      return (['create', 'page', 'update'] as const).flatMap((call) => {
        const has = new RegExp(`^ +(?:${call}\\(params|instance\\.${call} = function)`, 'm').test(source);
        const asked = found[call];
        return has && asked !== undefined ? [{ file, call, path: asked }] : [];
      });
    });
}

/** Every attribute the installed helper knows for an element of `VoiceResponse`. */
export function attributesOf(element: string): readonly string[] {
  const source = read('twiml/VoiceResponse.d.ts');
  const interfaces = [...source.matchAll(/interface (\w+)Attributes \{([^}]*)\}/g)];
  const bodies = interfaces.filter(([, name]) => name === element).map(([, , body]) => body ?? '');
  if (bodies.length === 0) throw new Error(`The helper has no attributes for <${element}>.`);
  const names = bodies.flatMap((body) =>
    [...body.matchAll(/^\s+"?([\w-]+)"?\?:/gm)].map(([, name]) => `${name}`),
  );
  return [...new Set(names)].sort();
}

/** Every element that `<Response>`, `<Dial>` and the rest can hold, as the helper names it. */
export function elementsIn(parent: string): readonly string[] {
  const source = read('twiml/VoiceResponse.js');
  const start = source.indexOf(`class ${parent} extends`);
  const body = source.slice(start, source.indexOf('\nclass ', start + 1));
  return [...new Set([...body.matchAll(/\.ele\("([\w:-]+)"/g)].map(([, name]) => `${name}`))].sort();
}
