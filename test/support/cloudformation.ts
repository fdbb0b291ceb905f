import type { CloudFormationRequest } from '#lambdas/configure-twilio/cloudformation.ts';
import { configure } from '#lambdas/configure-twilio/configure.ts';
import type { SecretStore, Surroundings } from '#lambdas/configure-twilio/setup.ts';
import { createTwilioRest } from '#lambdas/configure-twilio/twilio-rest.ts';
import { createLog } from '#lambdas/platform/log.ts';
import type { TwilioSecret } from '#lambdas/stores/secrets.ts';

/** The response CloudFormation received. */
export interface Answered {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export interface StandIn {
  readonly secret: { current: TwilioSecret; previous?: TwilioSecret };
  /** Every line the function has logged so far. */
  readonly logged: string[];
  ask(
    type: 'Services' | 'PhoneNumber',
    request: 'Create' | 'Update' | 'Delete',
    properties: object,
    id?: string,
  ): Promise<Answered>;
}

export const RESPONSE_URL = 'https://cloudformation.example/answer?signature=credential';

export interface StandInOptions {
  readonly url: string;
  /** The account of the function's own environment. */
  readonly accountSid: string;
  /** Address of an account or an API key that is not at `url`. */
  readonly elsewhere?: (username: string) => string | undefined;
  readonly secret: TwilioSecret;
  /** Milliseconds the function claims to have left. */
  readonly remaining?: number;
}

/** Calls the custom resource as CloudFormation does, with all of Twilio's hosts at one address. */
export function standInForCloudFormation({
  url,
  accountSid,
  elsewhere = () => undefined,
  secret,
  remaining = 120_000,
}: StandInOptions): StandIn {
  const held: StandIn['secret'] = { current: secret };
  const logged: string[] = [];
  const log = createLog((line) => logged.push(line));
  const store: SecretStore = {
    read: async () => held.current,
    readPrevious: async () => held.previous,
    write: async (changed) => {
      held.previous = held.current;
      held.current = changed;
    },
  };
  const surroundings = (): Surroundings => ({
    accountSid,
    connect: (username, authToken) =>
      createTwilioRest({
        accountSid: username,
        authToken,
        fetch: (address, init) => fetch(String(address).replace(url, elsewhere(username) ?? url), init),
      }),
    hosts: { api: url, sync: url, marketplace: url },
    secret: store,
    log,
    sleep: async () => {},
  });
  return {
    secret: held,
    logged,
    async ask(type, requestType, properties, id) {
      const responses: Answered[] = [];
      const request: CloudFormationRequest = {
        RequestType: requestType,
        ResourceType: `Custom::Twilio${type}`,
        ResponseURL: RESPONSE_URL,
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: type,
        ...(id === undefined ? {} : { PhysicalResourceId: id }),
        ResourceProperties: { ServiceToken: 'arn', ...properties },
      };
      const receive: typeof fetch = async (_address, init) => {
        responses.push(JSON.parse(String(init?.body)));
        return new Response();
      };
      await configure(request, { surroundings, log, fetch: receive, remaining: () => remaining });
      const [only, ...more] = responses;
      if (!only || more.length > 0)
        throw new Error('Failed to get one response: there were none or several.');
      return only;
    },
  };
}
