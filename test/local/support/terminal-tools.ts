import { spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** As much of `curl` as the guides use: `-s`, `-H`, `-d`, `-u` and an address. */
const CURL = `
const headers = {};
let [url, body] = [];
const given = process.argv.slice(2);
for (let at = 0; at < given.length; at += 1) {
  const word = given[at];
  if (word === '-s') continue;
  if (!word.startsWith('-')) { url = word; continue; }
  at += 1;
  const value = given[at];
  if (word === '-H') headers[value.split(':')[0]] = value.split(':').slice(1).join(':').trim();
  else if (word === '-u') headers.authorization = 'Basic ' + Buffer.from(value).toString('base64');
  else if (word === '-d') body = body === undefined ? value : body + '&' + value;
  else throw new Error('curl ' + word + ' is not in this stand-in');
}
if (body !== undefined) headers['content-type'] ??= 'application/x-www-form-urlencoded';
const response = await fetch(url, { method: body === undefined ? 'GET' : 'POST', headers, body });
process.stdout.write(await response.text());
`;

/** As much of `jq`: `-r .name`. */
const JQ = `
let text = '';
for await (const chunk of process.stdin) text += chunk;
console.log(JSON.parse(text)[process.argv[3].slice(1)]);
`;

const TOOLS = { curl: CURL, jq: JQ };

/**
 * A `PATH` on which the tools that the guides name are found: those of this machine, and stand-ins in a folder where it has none.
 */
export async function pathWithTools(folder: string): Promise<string> {
  const tools = join(folder, 'tools');
  await mkdir(tools, { recursive: true });
  for (const [name, source] of Object.entries(TOOLS)) {
    if (!spawnSync(name, ['--version']).error) continue;
    await writeFile(join(tools, `${name}.mjs`), source);
    await writeFile(join(tools, name), `#!/bin/sh\nexec "${process.execPath}" "${tools}/${name}.mjs" "$@"\n`);
    await chmod(join(tools, name), 0o755);
  }
  return `${tools}${delimiter}${process.env.PATH ?? ''}`;
}
