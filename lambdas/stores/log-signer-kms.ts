import { AppError } from '#lambdas/contract/errors.ts';
import type { SendToAws } from '#lambdas/platform/aws-signature.ts';
import type { Clock } from '#lambdas/platform/clock.ts';
import { traced } from '#lambdas/platform/trace.ts';
import { type NoteKey, noteOf, openNote, rawKeyOf } from '#lambdas/tlog/signed-note.ts';
import { inTries, refusedBy } from './aws-tries.ts';
import type { LogSigner } from './log-signer.ts';

interface KmsResponse {
  readonly PublicKey?: string;
  readonly KeySpec?: string;
  readonly Signature?: string;
}

const TIMEOUT_MS = 3_000;
const ED25519 = 'ECC_NIST_EDWARDS25519';

/**
 * Signs with a key that never leaves KMS. Its public part is asked for once.
 *
 * @param send to KMS
 * @throws {@link AppError} `STORE_UNAVAILABLE` from its methods, also for a key of another kind
 */
export function createKmsSigner(
  { clock, send }: { readonly clock: Clock; readonly send: SendToAws },
  { keyId, origin }: { readonly keyId: string; readonly origin: string },
): LogSigner {
  const ask = async (operation: 'GetPublicKey' | 'Sign', input: object): Promise<KmsResponse> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `TrentService.${operation}`,
    };
    const body = JSON.stringify({ KeyId: keyId, ...input });
    const { response } = await inTries(clock, () =>
      traced({ name: 'KMS', operation }, () => send({ headers, body }, TIMEOUT_MS)),
    );
    return response.status === 200 ? (JSON.parse(response.text) as KmsResponse) : refusedBy('KMS', response);
  };

  let known: Promise<NoteKey> | undefined;
  const key = () => {
    known ??= ask('GetPublicKey', {}).then(({ KeySpec, PublicKey = '' }) => {
      if (KeySpec !== ED25519)
        throw new AppError('STORE_UNAVAILABLE', {
          cause: new Error(`The key of the log is not ${ED25519}.`),
        });
      return { name: origin, publicKey: rawKeyOf(Buffer.from(PublicKey, 'base64')) };
    });
    known.catch(() => {
      known = undefined;
    });
    return known;
  };

  return {
    key,
    async sign(text) {
      const { Signature = '' } = await ask('Sign', {
        Message: Buffer.from(text).toString('base64'),
        MessageType: 'RAW',
        SigningAlgorithm: 'ED25519_SHA_512',
      });
      const signature = Buffer.from(Signature, 'base64');
      // A published signature that does not fit would stop the log for good.
      if (openNote(noteOf(text, await key(), signature), await key()) === undefined)
        throw new AppError('STORE_UNAVAILABLE', {
          cause: new Error('KMS returned a signature that does not fit.'),
        });
      return signature;
    },
  };
}
