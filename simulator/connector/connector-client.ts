import type { IncomingResponse, RequestFailure, SendRequest } from '../http/send-request.ts';
import { problemOf } from '../log/problems.ts';
import type { Chance, Clock, ConnectorConfig, FaultPlan, Faults, RequestLog } from '../services.ts';
import type { Settings } from '../settings.ts';
import { maskParameters } from '../webhooks/mask-parameters.ts';
import type { ConnectorOutcome } from './connector-outcome.ts';
import { type ConnectorRequest, connectorBody } from './connector-request.ts';
import { readConnectorResponse } from './connector-response.ts';

export interface ConnectorServices {
  readonly chance: Chance;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly send: SendRequest;
  readonly settings: Settings;
}

/** Asks a payment processor for one charge or token. Never rejects. */
export type AskConnector = (
  connector: ConnectorConfig,
  request: ConnectorRequest,
) => Promise<ConnectorOutcome>;

/**
 * Without a response in this time, Twilio retries with the same `transaction_id`, at most five times (Twilio docs).
 */
const ANSWER_MILLISECONDS = 10_000;
const RETRIES = 5;

/** Creates the Generic Pay Connector's client: POST, JSON, Basic auth (Twilio docs). */
export function createConnectorClient(services: ConnectorServices): AskConnector {
  const { chance, clock, faults, requests, settings } = services;
  let counted: FaultPlan['connector'];
  let failures = 0;

  /** The failure planned for this attempt; counts down `failTimes` of the current plan. */
  const fault = () => {
    const plan = faults.current.connector;
    if (plan !== counted) [counted, failures] = [plan, 0];
    if (plan?.failWith === undefined || failures >= (plan.failTimes ?? Number.POSITIVE_INFINITY))
      return undefined;
    failures += 1;
    return plan.failWith;
  };

  return async (connector, request) => {
    const body = connectorBody(request, chance.uuid(), settings);
    const url = endpointOf(connector, request.method, settings);

    const attempt = async (): Promise<IncomingResponse | RequestFailure> => {
      const startedAt = clock.now();
      const delay = faults.current.connector?.delayMilliseconds;
      if (delay) await pause(clock, delay);
      const failWith = fault();
      const result = await sendOrFail(services, connector, url, body, failWith);
      const problem = failWith === undefined ? connectorProblem(result, url, request.method) : undefined;
      requests.add({
        at: startedAt.toISOString(),
        kind: 'connector',
        method: 'POST',
        url,
        parameters: maskParameters(body),
        status: 'failure' in result ? null : result.status,
        milliseconds: Math.max(result.milliseconds, clock.now().getTime() - startedAt.getTime()),
        ...(failWith === undefined ? {} : { note: `fault: ${failWith}` }),
        ...(problem ? { problem } : {}),
        ...(request.callSid ? { callSid: request.callSid } : {}),
      });
      return result;
    };

    let result = await attempt();
    for (let retry = 0; retry < RETRIES && calledForRetry(result, settings); retry += 1) {
      if (settings.connectorRetrySpacingMilliseconds > 0) {
        await pause(clock, settings.connectorRetrySpacingMilliseconds);
      }
      result = await attempt();
    }
    return 'failure' in result ? { kind: 'unanswered' } : readConnectorResponse(request.method, result);
  };
}

async function sendOrFail(
  { clock, send, settings }: ConnectorServices,
  { username, password }: ConnectorConfig,
  url: string,
  body: Readonly<Record<string, unknown>>,
  failWith: number | 'timeout' | 'reset' | undefined,
): Promise<IncomingResponse | RequestFailure> {
  if (typeof failWith === 'number') return { status: failWith, contentType: '', body: '', milliseconds: 0 };
  if (failWith === 'reset') return { failure: 'broken', milliseconds: 0 };
  const startedAt = clock.now().getTime();
  const contentType = settings.connectorContentType;
  const result = await send({
    url,
    body: JSON.stringify(body),
    headers: {
      Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'User-Agent': settings.connectorUserAgent,
      Accept: '*/*',
      ...(contentType ? { 'Content-Type': contentType } : {}),
    },
    connectMilliseconds: ANSWER_MILLISECONDS,
    totalMilliseconds: ANSWER_MILLISECONDS,
  });
  if (failWith !== 'timeout' || isTimeout(result)) return result;
  // The processor got this request; only its response is lost, so the retry meets a transaction that is already done.
  await pause(clock, ANSWER_MILLISECONDS - (clock.now().getTime() - startedAt));
  return { failure: 'timeout', milliseconds: ANSWER_MILLISECONDS };
}

/** What was wrong with a response, by how it counts: a declined payment is none of it. */
function connectorProblem(
  result: IncomingResponse | RequestFailure,
  url: string,
  method: ConnectorRequest['method'],
): string | undefined {
  const problem = problemOf(result, {
    who: 'The connector',
    consequence: 'The payment fails.',
    url,
    connectMilliseconds: ANSWER_MILLISECONDS,
    totalMilliseconds: ANSWER_MILLISECONDS,
  });
  if (problem !== undefined || 'failure' in result) return problem;
  return readConnectorResponse(method, result).kind === 'malformed'
    ? `The connector returned ${result.status} without a JSON object that has ${method === 'charge' ? 'charge_id' : 'token_id'}.`
    : undefined;
}

function isTimeout(result: IncomingResponse | RequestFailure): boolean {
  return 'failure' in result && result.failure === 'timeout';
}

function calledForRetry(result: IncomingResponse | RequestFailure, settings: Settings): boolean {
  if (isTimeout(result)) return true;
  if ('failure' in result) return settings.connectorRetriesConnectionFailures;
  return settings.connectorRetriesServerErrors && result.status >= 500;
}

function endpointOf({ endpointUrl }: ConnectorConfig, method: string, settings: Settings): string {
  if (settings.connectorPath === 'one-url') return endpointUrl;
  const url = new URL(endpointUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${method}`;
  return url.href;
}

function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(milliseconds, resolve);
  });
}
