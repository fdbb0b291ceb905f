import type { Settings } from '#infra/read-settings.ts';
import type { TwilioHosts } from '#lambdas/configure-twilio/setup.ts';
import type { SealedLog } from '../doctor/finding.ts';
import type { LogNames } from './sealed-log.ts';

/** What a command works with; `real-surroundings.ts` builds the real ones. */
export interface Surroundings {
  /** `.env.<stage>` and the environment. */
  readonly settings: Settings;
  /** Words after the command's name. */
  readonly options: readonly string[];
  readonly vault: Vault;
  readonly stacks: Stacks;
  readonly tables: Tables;
  readonly buckets: Buckets;
  /** The transparency log that a stack's outputs name. */
  log(names: LogNames): SealedLog;
  /** How many functions the account may run at once in this region, and how many of these nothing has reserved. */
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** Runs a program that prints to this terminal; resolves with its exit code. */
  run(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<number>;
  print(line: string): void;
  readonly fetch: typeof fetch;
  readonly hosts: TwilioHosts;
}

/** The part of Secrets Manager we use. Values are JSON text. */
export interface Vault {
  /** A secret's complete ARN and the id of its version, without reading its value; undefined when there is none. */
  describe(id: string): Promise<{ readonly arn: string; readonly version: string } | undefined>;
  /** Also finds a secret that is marked for deletion. */
  find(
    id: string,
  ): Promise<{ readonly arn: string; readonly value: string; readonly deleted: boolean } | undefined>;
  create(name: string, value: string, keyArn: string | undefined): Promise<string>;
  write(arn: string, value: string): Promise<void>;
  restore(arn: string): Promise<void>;
  /** AWS deletes it permanently after a week. */
  remove(arn: string): Promise<void>;
}

/** The part of CloudFormation we use. */
export interface Stacks {
  /** Outputs by name; undefined when there is no such stack. */
  outputs(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  unprotect(name: string): Promise<void>;
}

/** A table as it is. */
export interface FoundTable {
  readonly arn: string;
  /** Names of its partition and sort key. */
  readonly keys: readonly string[];
  readonly indexes: readonly string[];
  /** Absent when AWS encrypts it with a key of its own. */
  readonly keyArn?: string;
  readonly isRecoverable: boolean;
  readonly isProtected: boolean;
  readonly ttlAttribute?: string;
  /** ARN of its stream, where that says of each item what it is and what it was. */
  readonly streamArn?: string;
  /** JSON of the policy attached to it. */
  readonly policy?: string;
}

/** The part of DynamoDB we use. Each change resolves once the next one may follow. */
export interface Tables {
  find(name: string): Promise<FoundTable | undefined>;
  encrypt(name: string, keyArn: string): Promise<void>;
  makeRecoverable(name: string): Promise<void>;
  expireBy(name: string, attribute: string): Promise<void>;
  protect(name: string): Promise<void>;
  stream(name: string): Promise<void>;
  attachPolicy(arn: string, policy: string): Promise<void>;
}

/** The part of S3 we use. */
export interface Buckets {
  /** Deletes every version of every object, also under a lock of governance, and the bucket. A missing one is fine. */
  remove(name: string): Promise<void>;
}

/** A problem the reader can fix, printed without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
