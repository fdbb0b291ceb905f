import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb';
import { signedHeaders } from './aws-signature.ts';

type Handler = DynamoDBClient['config']['requestHandler'];
type HttpRequest = Parameters<Handler['handle']>[0];
type HttpResponse = Awaited<ReturnType<Handler['handle']>>['response'];

/** What came of an attempt. Without an output or a condition that failed, the SDK has to read the response. */
interface Attempt {
  readonly response: HttpResponse;
  readonly output?: ServiceOutputTypes;
  readonly conditionFailed?: ConditionalCheckFailedException;
  /** Set where the response says that the request was dated by a wrong clock. */
  readonly isOff?: boolean;
}

/** A request on its way through the SDK's middleware. */
interface Passed {
  readonly input: ServiceInputTypes;
  readonly request: HttpRequest;
  /** The first attempt, until it is taken. */
  readonly first?: Promise<Attempt>[];
}

/** From which difference the SDK corrects its clock. */
const WRONG_CLOCK_MS = 240_000;

/**
 * Makes the first attempt at each request without the SDK's middleware. For each request it resolves the endpoint, copies the
 * client's settings four times and makes a signer, which takes longer than to sign and send; its signer takes three times as long as
 * ours. Where requests go is taken from the client's first one, which goes the SDK's way; so tables are named, never by ARN. Inputs
 * and outputs are in DynamoDB's own JSON already: text and numbers, no bytes. Every response but a success and a condition that does
 * not hold, and every failure, is handed to the SDK as the result of its first attempt: so the names of errors, which of them are
 * retried, when, and how often, are the SDK's.
 */
export function makeFirstAttempts(client: DynamoDBClient): void {
  const { config } = client;
  let sent: HttpRequest | undefined;

  const attempt = async (like: HttpRequest, operation: string, input: object): Promise<Attempt> => {
    const body = JSON.stringify(input);
    const { host = '', ...rest } = like.headers;
    const target = { ...rest, 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const signingDate = new Date(Date.now() + config.systemClockOffset);
    const headers = {
      ...signedHeaders(
        { host, path: like.path, region: await config.region(), service: 'dynamodb', headers: target, body },
        await config.credentials(),
        signingDate,
      ),
      'content-length': `${Buffer.byteLength(body)}`,
    };
    const { response } = await config.requestHandler.handle({ ...like, headers, body } as HttpRequest);
    const bytes = ArrayBuffer.isView(response.body)
      ? (response.body as Uint8Array)
      : await config.streamCollector(response.body);
    const text = Buffer.from(bytes).toString();
    if (response.statusCode !== 200) {
      // Put back, because the SDK reads it too.
      response.body = bytes;
      const theirs = Date.parse(response.headers.date ?? '');
      return {
        response,
        isOff: Math.abs(theirs - signingDate.getTime()) > WRONG_CLOCK_MS,
        ...(response.statusCode === 400 && CONDITION_FAILED.test(text)
          ? { conditionFailed: readConditionFailed(text) }
          : {}),
      };
    }
    const output = JSON.parse(text) as ServiceOutputTypes;
    const retries = await config.retryStrategy();
    // Each success pays for a later retry.
    if ('recordSuccess' in retries) retries.recordSuccess(await retries.acquireInitialRetryToken(''));
    return { response, output };
  };

  client.middlewareStack.add(
    (next, { commandName }) =>
      async (passed) => {
        if (!sent) return next(passed);
        const first = attempt(sent, operationOf(commandName), passed.input);
        const { response, output, conditionFailed, isOff } = await first.catch((): Partial<Attempt> => ({}));
        if (output) return { response, output };
        if (conditionFailed && !isOff) throw conditionFailed;
        // The SDK learns our clock's error from attempts that it dated itself.
        return next(isOff ? passed : ({ ...passed, first: [first] } as Passed));
      },
    { step: 'initialize', priority: 'low' },
  );
  // The innermost: every attempt of the SDK passes here.
  client.middlewareStack.add(
    (next) => async (passed) => {
      const { request, first } = passed as Passed;
      const { host, 'content-type': type } = request.headers;
      sent ??= { ...request, headers: { host, 'content-type': type }, body: undefined } as HttpRequest;
      return first?.pop() ?? next(passed);
    },
    { step: 'deserialize', priority: 'low' },
  );
}

const CONDITION_FAILED = /"__type"\s*:\s*"[^"]*#ConditionalCheckFailedException"/;

/** Writers that meet get it all the time, and it is never retried: the SDK would only need longer to say the same. */
function readConditionFailed(text: string): ConditionalCheckFailedException {
  const { message, Item } = JSON.parse(text) as Partial<ConditionalCheckFailedException>;
  return new ConditionalCheckFailedException({
    message: message ?? 'UnknownError',
    Item,
    $metadata: { httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 },
  });
}

/** `PutItem`, of `PutItemCommand`. */
export function operationOf(commandName = ''): string {
  return commandName.slice(0, -'Command'.length);
}
