import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import type { Finding } from '../campaign.ts';
import { makePayer } from '../leak-hunt/cards.ts';
import type { Random } from '../random.ts';
import { type Agent, pause } from '../stack/agent.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { type FailureCase, nameOf } from './cases.ts';

interface ErrorBody {
  readonly error?: { readonly code?: string; readonly message?: string };
}

export interface CaseOutcome {
  readonly findings: readonly Finding[];
  /** Responses of the API that reported the failure. */
  readonly errors: number;
  readonly retries: number;
}

const FAR = 1_000;
const TRIES = 6;
/** Far longer than any step takes, so that a busy machine causes no finding. */
const PATIENCE_MS = 20_000;
/** What API Gateway, and the local host like it, return for a function that took 29 s. */
const GATEWAY_TIMEOUT = 504;

/** Takes (or cancels) one payment while one operation fails, and retries as an agent would. */
export async function runCase(
  stack: ProveStack,
  agent: Agent,
  failureCase: FailureCase,
  index: number,
  random: Random,
): Promise<CaseOutcome> {
  const { operation, failure, when, lasts, retryAfterSeconds } = failureCase;
  const findings: Finding[] = [];
  const find = (claim: string, what: string) => findings.push({ claim, what, where: nameOf(failureCase) });
  let errors = 0;
  let retries = 0;
  const payer = makePayer(random, 0);
  const order = `case ${index}`;
  await agent.hangUp();
  const callSid = await agent.call();
  stack.twilio.faults.set(callSid, {
    operation,
    failure,
    when,
    times: lasts === 'once' ? 1 : FAR,
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  });

  /** Repeats the request until it works. A failure must return a clear error, which ends the fault. */
  async function insist(path: string, body: object, wanted: number): Promise<PaySession | undefined> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const response = await agent.post<PaySession & ErrorBody>(path, body);
      if (response.status === wanted) return response.body;
      errors += 1;
      const { code, message } = response.body?.error ?? {};
      if (response.status === GATEWAY_TIMEOUT) continue;
      if (!code || !message || !/^Failed to .+[.]$/.test(message)) {
        find('a clear error for the agent', `${path} returns ${response.status} without code and message.`);
      }
      // The step may have worked after all: then the retry is refused, and the session shows the result.
      if (response.status === 409) return undefined;
      if (response.status !== 502)
        find('a clear error for the agent', `${path} returns ${response.status}, not 502.`);
      stack.twilio.faults.delete(callSid);
      retries += 1;
      await pause(50);
    }
    find('a retry works once Twilio works', `${path} failed ${TRIES} times.`);
    return undefined;
  }

  /** Asks for a field and keys it in. Asks again when its callback got no response, which happens on a busy machine. */
  async function keyIn(field: Capture, keys: string): Promise<PaySession | undefined> {
    const sid = paySid ?? '';
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await insist('/updatePaySession', { paySid: sid, capture: field }, 202);
      await agent.press(callSid, keys);
      const arrived = await agent.until(sid, ({ required }) => !required.includes(field), PATIENCE_MS);
      if (arrived) return arrived;
      const unanswered = stack.callbacks
        .list()
        .filter(({ parameters, status }) => parameters.Sid === sid && status !== 204);
      if (unanswered.length === 0) return undefined;
    }
    return undefined;
  }

  const start = { callSid, chargeAmount: '12.00', description: order, postalCode: false, timeout: 60 };
  let session = await insist('/startPaySession', start, 201);
  const paySid = session?.paySid;
  if (!session || !paySid) {
    find('a retry works once Twilio works', 'No session was opened.');
    return { findings, errors, retries };
  }
  for (const [field, keys] of [
    ['payment-card-number', payer.number],
    ['expiration-date', payer.expiry],
    ['security-code', payer.securityCode],
  ] as const) {
    session = await keyIn(field, `${keys}#`);
    if (!session) {
      find('a retry works once Twilio works', `The ${field} was keyed in but did not arrive.`);
      return { findings, errors, retries };
    }
  }
  const wanted = operation === 'cancel' ? 'cancelled' : 'succeeded';
  if (operation === 'cancel') await insist('/cancelPaySession', { paySid }, 202);
  else await insist('/completePaySession', { paySid }, 202);
  const end = await agent.finished(paySid, PATIENCE_MS);
  if (end?.state !== wanted)
    find('the session ends as it should', `It is ${end?.state ?? 'still open'}, not ${wanted}.`);

  const charges = stack.processor.ledger.filter(
    ({ description, approved }) => approved && description === order,
  );
  const due = operation === 'cancel' ? 0 : 1;
  if (charges.length !== due) {
    find('no double charge', `The processor's ledger has ${charges.length} charges for it, not ${due}.`);
  }
  for (const problem of keyProblems(stack, callSid, failureCase))
    find('a retry has the same idempotency key', problem);
  stack.twilio.faults.delete(callSid);
  return { findings, errors, retries };
}

/** Problems with idempotency keys and Retry-After in the requests that Twilio received for this call. */
function keyProblems(
  stack: ProveStack,
  callSid: string,
  { operation, retryAfterSeconds, lasts }: FailureCase,
) {
  const problems: string[] = [];
  const seen = stack.twilio.seen.filter((request) => request.callSid === callSid);
  const payments = seen.filter(({ idempotencyKey }) => idempotencyKey !== '');
  const bodies = new Map<string, string>();
  for (const { idempotencyKey, body } of payments) {
    if ((bodies.get(idempotencyKey) ?? body) !== body) problems.push('Two different requests share a key.');
    bodies.set(idempotencyKey, body);
  }
  const keysOf = (name: string) =>
    new Set(
      payments.filter((request) => request.operation === name).map(({ idempotencyKey }) => idempotencyKey),
    ).size;
  if (keysOf('createPayment') > 1) problems.push('One start went out under several keys.');
  if (keysOf('complete') > 1) problems.push('One submission went out under several keys.');
  const opened = new Set(seen.flatMap(({ paySid }) => paySid ?? []));
  if (opened.size > 1) problems.push(`${opened.size} sessions were opened instead of one.`);

  if (retryAfterSeconds && lasts === 'once') {
    const same = seen.filter((request) => request.operation === operation);
    const failed = same.findIndex(({ failed }) => failed);
    const [first, second] = [same[failed], same[failed + 1]];
    if (
      first &&
      second &&
      first.body === second.body &&
      second.at - first.at < retryAfterSeconds * 1_000 - 20
    ) {
      problems.push('It was retried before Retry-After.');
    }
  }
  return problems;
}
