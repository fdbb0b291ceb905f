import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SignInKeys } from '#local/sign-in/keys.ts';
import type { RawResponse } from '#test/local/support/serve.ts';
import type { ProveStack } from '../stack/start-stack.ts';

export type Form = Readonly<Record<string, string>>;
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** What of a running stack a forger can reach, and a test can look into. */
export interface Reach {
  readonly stack: ProveStack;
  readonly dynamo: DynamoDBDocumentClient;
  /** The sign-in's address, and the keys it signs with. */
  readonly issuer: string;
  readonly keys: SignInKeys;
  /** Sends a request to the desk's port, exactly as given. */
  desk(method: string, path: string, headers?: Headers, body?: string | Buffer): Promise<RawResponse>;
  /** Sends a request to the simulator's port. */
  simulator(method: string, path: string, headers?: Headers, body?: string | Buffer): Promise<RawResponse>;
}
