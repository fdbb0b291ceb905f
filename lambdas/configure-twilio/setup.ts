import type { Log } from '#lambdas/platform/log.ts';
import type { TwilioSecret } from '#lambdas/stores/secrets.ts';
import type { TwilioRest } from './twilio-rest.ts';

/** What setting up Twilio works with, in whichever account. */
export interface Surroundings {
  /** The account the stack uses; while it moves to another, the one it moves to. */
  readonly accountSid: string;
  /** @param username SID of an account or an API key */
  readonly connect: (username: string, password: string) => TwilioRest;
  readonly hosts: TwilioHosts;
  readonly secret: SecretStore;
  readonly log: Log;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The same, with the account to set up. */
export interface Setup extends Surroundings {
  readonly twilio: TwilioRest;
}

/** Base addresses, no trailing slash. */
export interface TwilioHosts {
  readonly api: string;
  readonly sync: string;
  readonly marketplace: string;
}

/** Twilio itself. */
export const TWILIO_HOSTS: TwilioHosts = {
  api: 'https://api.twilio.com',
  sync: 'https://sync.twilio.com',
  marketplace: 'https://marketplace.twilio.com',
};

export interface SecretStore {
  read(): Promise<TwilioSecret>;
  /** The version before; undefined when there is none, or none that can be read. */
  readPrevious(): Promise<TwilioSecret | undefined>;
  write(secret: TwilioSecret): Promise<void>;
}

/** A resource as set up: `id` is how CloudFormation names it from now on. */
export interface Outcome {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A failure whose message tells the person who deploys what to fix. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
