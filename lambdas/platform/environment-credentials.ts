interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The AWS SDK's default chain of credentials, as far as a Lambda function needs it: the environment. Bundles use this
 * instead of `@aws-sdk/credential-provider-node` (see `bundling.ts`).
 *
 * @throws Error where the environment has none
 */
export function defaultProvider(): () => Promise<Credentials> {
  return async () => credentialsFromEnvironment();
}

/** @throws Error where the environment has none */
export function credentialsFromEnvironment(): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error(
      'Failed to sign in to AWS: the environment has no credentials. Run this as a Lambda function.',
    );
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}
