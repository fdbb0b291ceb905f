import { readFileSync } from 'node:fs';
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
