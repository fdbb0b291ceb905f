import { describe, expect, it } from '@jest/globals';
import { createSecretStore } from '#lambdas/configure-twilio/secret-store.ts';

const SECRET = {
  authTokens: ['token'],
  apiKeySid: '',
  apiKeySecret: '',
  connectorUsername: 'twilio',
  connectorPassword: 'password',
};

describe('the secret in Secrets Manager', () => {
  it('is read as it is, and as it was before', async () => {
    const store = storeOf({ AWSCURRENT: SECRET, AWSPREVIOUS: { ...SECRET, authTokens: ['former'] } });

    expect((await store.read()).authTokens).toEqual(['token']);
    expect((await store.readPrevious())?.authTokens).toEqual(['former']);
  });

  it.each([
    ['missing', {}],
    ['incomplete', { AWSPREVIOUS: { authTokens: [] } }],
  ])('does without a version before that is %s', async (_what, versions) => {
    expect(await storeOf({ AWSCURRENT: SECRET, ...versions }).readPrevious()).toBeUndefined();
  });

  it('must be complete', async () => {
    await expect(storeOf({ AWSCURRENT: {} }).read()).rejects.toThrow(/not complete.*npm run deploy/);
  });
});

function storeOf(versions: Readonly<Record<string, object>>) {
  const send = async ({ input }: { input: { VersionStage?: string } }) => {
    const version = versions[input.VersionStage ?? 'AWSCURRENT'];
    if (!version) throw new Error('ResourceNotFoundException');
    return { SecretString: JSON.stringify(version) };
  };
  return createSecretStore('arn', { send } as unknown as Parameters<typeof createSecretStore>[1]);
}
