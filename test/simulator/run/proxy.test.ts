import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RunningApp, runApp } from './run-app.ts';

let app: RunningApp;
afterEach(() => app.stop());

const lines = () => app.output().match(/(?<=^app: ).*$/gm);

/** What each of the applications finds, in another language or as another language would ask. */
const FOUND = ['calls 200 []', 'document 201 {"paid":true}', 'unsupported 501', 'other host reached'];

describe('an application in another language', () => {
  it('is led by the proxy and the certificates that HTTP clients look for in the environment', async () => {
    app = await runApp('plain-http', {
      words: ['--', 'env', '-u', 'NODE_OPTIONS', '-u', 'NODE_EXTRA_CA_CERTS', 'node', 'app.cjs'],
    });
    expect([await app.ended(), lines()]).toEqual([0, FOUND]);
  });

  it('may be Python', async () => {
    const hasPython = await promisify(execFile)('python3', ['--version']).then(
      () => true,
      () => false,
    );
    if (!hasPython) return;
    app = await runApp('plain-http', { words: ['--', 'python3', 'app.py'] });
    expect([await app.ended(), lines()]).toEqual([0, FOUND]);
  });
});
