import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAwsSender } from '#lambdas/platform/aws-signature.ts';
import { sendHttp } from '#lambdas/platform/http-request.ts';
import type { LogSigner } from '#lambdas/stores/log-signer.ts';
import { createKmsSigner } from '#lambdas/stores/log-signer-kms.ts';
import { noteOf, openNote } from '#lambdas/tlog/signed-note.ts';
import { CREDENTIALS } from '#test/support/aws-verifier.ts';

const ORIGIN = 'agent-assist-pay/prod/000000000000/eu-west-1';
const KEY_ID = 'arn:aws:kms:eu-west-1:000000000000:key/1';
const TEXT = `${ORIGIN}\n1\nAAAA\n`;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

interface Call {
  readonly target: string;
  readonly input: Readonly<Record<string, string>>;
}
type Script = 'throttled' | 'fail' | 'reset' | 'denied' | 'garbled' | 'other kind';

let calls: Call[];
let scripts: Script[];
let signer: LogSigner;
let close: () => void;

beforeEach(async () => {
  calls = [];
  scripts = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = String(request.headers['x-amz-target']).replace('TrentService.', '');
    const input = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Call['input'];
    calls.push({ target, input });
    const script = scripts.shift();
    if (script === 'reset') return request.socket.destroy();
    if (script === 'fail') return response.writeHead(500).end('{}');
    if (script === 'denied') return response.writeHead(400).end('{"__type":"AccessDeniedException"}');
    if (script === 'throttled') return response.writeHead(400).end('{"__type":"ThrottlingException"}');
    return response.end(JSON.stringify(resultOf(target, input, script)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const clock = { now: () => new Date(), sleep: async () => {} };
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  signer = createKmsSigner(
    {
      clock,
      send: createAwsSender(
        { clock, send: sendHttp, credentials: () => CREDENTIALS },
        { baseUrl, region: 'eu-west-1', service: 'kms' },
      ),
    },
    { keyId: KEY_ID, origin: ORIGIN },
  );
  close = () => {
    server.close();
    server.closeAllConnections();
  };
});

afterEach(() => close());

function resultOf(target: string, { Message = '' }: Call['input'], script: Script | undefined): object {
  if (target === 'Sign') {
    const signature = sign(null, Buffer.from(Message, 'base64'), privateKey);
    if (script === 'garbled') signature[0] = (signature[0] ?? 0) ^ 1;
    return { Signature: signature.toString('base64') };
  }
  return {
    KeySpec: script === 'other kind' ? 'ECC_NIST_P256' : 'ECC_NIST_EDWARDS25519',
    PublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

describe('a key in KMS', () => {
  it('signs notes that anybody can open, and is asked once who it is', async () => {
    const key = await signer.key();
    expect(key.name).toBe(ORIGIN);
    for (const text of [TEXT, `${TEXT}é\n`])
      expect(openNote(noteOf(text, key, await signer.sign(text)), key)).toBe(text);
    expect(calls.map(({ target }) => target)).toEqual(['GetPublicKey', 'Sign', 'Sign']);
    expect(calls[1]?.input).toEqual({
      KeyId: KEY_ID,
      Message: Buffer.from(TEXT).toString('base64'),
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    });
  });

  it.each<Script>(['throttled', 'fail', 'reset'])('is asked again after %s', async (script) => {
    scripts = [script, script];
    const key = await signer.key();
    scripts = [script];
    expect(openNote(noteOf(TEXT, key, await signer.sign(TEXT)), key)).toBe(TEXT);
  });

  it.each<Script>(['denied', 'other kind'])(
    'is no key at all when it is %s, and may be later',
    async (script) => {
      scripts = [script];
      await expect(signer.key()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await expect(signer.key()).resolves.toMatchObject({ name: ORIGIN });
    },
  );

  it.each<Script>(['denied', 'garbled'])('signs nothing when it is %s', async (script) => {
    await signer.key();
    scripts = [script];
    await expect(signer.sign(TEXT)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
