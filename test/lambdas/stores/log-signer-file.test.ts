import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFileSigner } from '#lambdas/stores/log-signer-file.ts';
import { noteOf, openNote } from '#lambdas/tlog/signed-note.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

const PEM = { format: 'pem', type: 'pkcs8' } as const;
const ed25519 = generateKeyPairSync('ed25519');
const privateKey = ed25519.privateKey.export(PEM).toString();

async function signerOf(content: string) {
  const path = join(folder, 'key.json');
  await writeFile(path, content);
  return createFileSigner(path);
}

describe('a key file', () => {
  it('signs what its verifier key opens', async () => {
    const signer = await signerOf(JSON.stringify({ name: 'agent-assist-pay/local', privateKey }));
    const [key, signature] = await Promise.all([signer.key(), signer.sign('text\n')]);
    expect(key.name).toBe('agent-assist-pay/local');
    expect(verify(null, Buffer.from('text\n'), ed25519.publicKey, signature)).toBe(true);
    expect(openNote(noteOf('text\n', key, signature), key)).toBe('text\n');
    expect(await signer.sign('text\n')).toEqual(signature);
  });

  it.each([
    ['is no JSON', privateKey],
    ['has no name', JSON.stringify({ privateKey })],
    ['has a name with a blank', JSON.stringify({ name: 'a b', privateKey })],
    ['has a name with a plus', JSON.stringify({ name: 'a+b', privateKey })],
    ['has a member more', JSON.stringify({ name: 'a', privateKey, extra: privateKey })],
    ['has no PEM', JSON.stringify({ name: 'a', privateKey: privateKey.slice(30) })],
    [
      'has a key of another kind',
      JSON.stringify({ name: 'a', privateKey: generateKeyPairSync('ed448').privateKey.export(PEM) }),
    ],
  ])('that %s is refused, and not quoted', async (_, content) => {
    const signer = await signerOf(content);
    await expect(signer.sign('text\n')).rejects.toThrow(
      /^Failed to read the key of the log: the file holds no name and Ed25519 key\. Put back the file that was there: without its key the log cannot go on\.$/,
    );
  });

  it('that is missing is named', async () => {
    await expect(createFileSigner(join(folder, 'none.json')).key()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
