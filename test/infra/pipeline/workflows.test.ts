import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '.github', 'workflows');
const workflows = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(join(FOLDER, name), 'utf8'),
}));

describe.each(workflows)('the workflow $name', ({ text }) => {
  it('runs no code of others but what a commit names, and ours', () => {
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);

    for (const action of used) expect(action).toMatch(/@[0-9a-f]{40}$|^\.\/\.github\/workflows\//);
  });

  it('holds no key, starts with read rights, and gives none to what a stranger proposes', () => {
    expect(text).not.toMatch(/secrets\.|aws-(?:secret-)?access-key|pull_request_target/);
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
  });
});
