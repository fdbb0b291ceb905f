import type { PhoneNumberProperties, ServicesProperties } from '#lambdas/contract/custom-resources.ts';
import { describeFailure } from '#lambdas/platform/log.ts';
import {
  type CloudFormationRequest,
  type CloudFormationResponse,
  respondToCloudFormation,
} from './cloudformation.ts';
import { attachNumber, releaseNumber } from './phone-number.ts';
import { createServices, ensureServices, removeServices } from './services.ts';
import { type Outcome, type Setup, SetupError, type Surroundings } from './setup.ts';
import { signIn } from './sign-in.ts';
import { TwilioFailure } from './twilio-rest.ts';

export interface ConfigureParts {
  /** Built per request, so that a failure to build it is reported too. */
  readonly surroundings: () => Surroundings;
  readonly log: Setup['log'];
  readonly fetch: typeof fetch;
  /** Milliseconds left before the function is cut off. */
  readonly remaining: () => number;
}

/** Does what CloudFormation asks and always responds, even when time runs out. Logs what was asked and how it ended. */
export async function configure(request: CloudFormationRequest, parts: ConfigureParts): Promise<void> {
  const response = await Promise.race([
    attempt(request, parts),
    outOfTime(request, parts.remaining() - RESERVE_MS),
  ]);
  const fields = { route: `${request.RequestType} ${request.ResourceType}`, state: response.status };
  if (response.status === 'SUCCESS') parts.log.info('Twilio configured', fields);
  else parts.log.error('Twilio not configured', fields);
  await respondToCloudFormation(request, response, parts.fetch);
}

/** Time kept for the response itself. */
const RESERVE_MS = 10_000;

/** Id of a resource that was never created: deleting it deletes nothing. */
const NEVER_MADE = 'never-made';

interface ResourceKind {
  ensure(setup: Setup, request: CloudFormationRequest): Promise<Outcome>;
  remove(setup: Setup, request: CloudFormationRequest): Promise<void>;
}

const KINDS: Readonly<Record<string, ResourceKind>> = {
  'Custom::TwilioServices': {
    ensure: (setup, request) => {
      const properties = propertiesOf<ServicesProperties>(request);
      return request.RequestType === 'Create'
        ? createServices(setup, properties)
        : ensureServices(setup, properties, request.PhysicalResourceId);
    },
    remove: (setup, request) => removeServices(setup, propertiesOf<ServicesProperties>(request)),
  },
  'Custom::TwilioPhoneNumber': {
    ensure: (setup, request) =>
      attachNumber(setup, propertiesOf<PhoneNumberProperties>(request), request.PhysicalResourceId),
    remove: (setup, request) =>
      releaseNumber(setup, propertiesOf<PhoneNumberProperties>(request), request.PhysicalResourceId ?? ''),
  },
};

async function attempt(
  request: CloudFormationRequest,
  parts: ConfigureParts,
): Promise<CloudFormationResponse> {
  const formerId = request.PhysicalResourceId ?? NEVER_MADE;
  try {
    const kind = KINDS[request.ResourceType];
    if (!kind) throw new SetupError(NO_SUCH_TYPE);
    const surroundings = parts.surroundings();
    if (request.RequestType === 'Delete') {
      if (formerId !== NEVER_MADE) await removeUnlessLeft(kind, surroundings, request);
      return { status: 'SUCCESS', id: formerId };
    }
    const setup = await signIn(surroundings, accountOf(request, surroundings));
    return { status: 'SUCCESS', ...(await kind.ensure(setup, request)) };
  } catch (failure) {
    parts.log.error('Request failed', describeFailure(failure));
    return { status: 'FAILED', id: formerId, reason: reasonOf(failure) };
  }
}

/** With Twilio out of reach, or the account closed, the stack could otherwise not be deleted. */
async function removeUnlessLeft(
  kind: ResourceKind,
  surroundings: Surroundings,
  request: CloudFormationRequest,
): Promise<void> {
  const { leaveTwilio } = await surroundings.secret.read();
  if (leaveTwilio) {
    surroundings.log.warn('Left as it is at Twilio', { route: request.ResourceType });
    return;
  }
  const accountSid = accountOf(request, surroundings);
  const setup = await signIn(surroundings, accountSid).catch((failure: unknown) => {
    const isFormer = accountSid !== surroundings.accountSid;
    throw isFormer && failure instanceof TwilioFailure && failure.isRefusal
      ? new SetupError(LEFT_BEHIND)
      : failure;
  });
  await kind.remove(setup, request);
}

const LEFT_BEHIND =
  'Failed to clean up the Twilio account that this stack used before: it accepts no token of the Twilio secret, nor of its version before. Everything there stays as it is. Remove it by hand, see "Another Twilio account or number" in docs/runbook.md.';

const NO_SUCH_TYPE = 'Failed to configure Twilio: no such resource type. Deploy a template of this version.';

function reasonOf(failure: unknown): string {
  if (failure instanceof SetupError) return failure.message;
  if (failure instanceof TwilioFailure) return `Failed to configure Twilio: ${failure.message}`;
  return 'Failed to configure Twilio: a fault on our side. Read the log of the ConfigureTwilio function.';
}

function outOfTime(request: CloudFormationRequest, milliseconds: number): Promise<CloudFormationResponse> {
  const reason =
    'Failed to configure Twilio: it took too long. Deploy again; see status.twilio.com if it happens twice.';
  const id = request.PhysicalResourceId ?? `unfinished ${request.LogicalResourceId}`;
  return new Promise((resolve) => {
    setTimeout(() => resolve({ status: 'FAILED', id, reason }), milliseconds).unref();
  });
}

/** Version 0.1.0 named none. */
function accountOf(request: CloudFormationRequest, { accountSid }: Surroundings): string {
  return propertiesOf<Partial<ServicesProperties>>(request).accountSid ?? accountSid;
}

/** The stack's own code wrote these, under this type (infra/twilio-configuration.ts). */
function propertiesOf<T>({ ResourceProperties }: CloudFormationRequest): T {
  return ResourceProperties as T;
}
