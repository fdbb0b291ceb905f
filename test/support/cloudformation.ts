import type { CloudFormationRequest } from '#lambdas/configure-twilio/cloudformation.ts';
import { configure } from '#lambdas/configure-twilio/configure.ts';
import type { SecretStore, Setup } from '#lambdas/configure-twilio/setup.ts';
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
  readonly secret: { current: TwilioSecret };
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
  readonly accountSid: string;
  readonly secret: TwilioSecret;
  /** Milliseconds the function claims to have left. */
  readonly remaining?: number;
}

/** Calls the custom resource as CloudFormation does, with all of Twilio's hosts at one address. */
export function standInForCloudFormation({
  url,
  accountSid,
  secret,
  remaining = 120_000,
}: StandInOptions): StandIn {
  const held = { current: secret };
  const logged: string[] = [];
  const log = createLog((line) => logged.push(line));
  const store: SecretStore = {
    read: async () => held.current,
    write: async (changed) => {
      held.current = changed;
    },
  };
  const setup = async (): Promise<Setup> => ({
    twilio: createTwilioRest({ accountSid, authToken: held.current.authTokens[0] ?? '' }),
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
      await configure(request, { setup, log, fetch: receive, remaining: () => remaining });
      const [only, ...more] = responses;
      if (!only || more.length > 0)
        throw new Error('Failed to get one response: there were none or several.');
      return only;
    },
  };
}
