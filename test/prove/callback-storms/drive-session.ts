import type { Capture, PaySessionRecord } from '#lambdas/contract/desk-api.ts';
import type { Payer } from '../leak-hunt/cards.ts';
import { type Agent, pause } from '../stack/agent.ts';

export interface DriveOptions {
  readonly callSid: string;
  readonly payer: Payer;
  /** Sent with the charge to the processor, so that its ledger can be matched. */
  readonly order: string;
  /** Milliseconds to wait for a field's outcome before asking again. */
  readonly patienceMs: number;
  /** No new step after this many milliseconds. */
  readonly giveUpMs: number;
}

const FINAL: readonly string[] = ['succeeded', 'failed', 'cancelled', 'unknown'];

/**
 * A persistent agent: repeats every step until it works or the time is up, as people do when a screen reports a
 * failure. Returns the session's SID if one was opened.
 */
export async function driveSession(agent: Agent, options: DriveOptions): Promise<string | undefined> {
  const { callSid, payer, order, patienceMs, giveUpMs } = options;
  const giveUpAt = Date.now() + giveUpMs;
  const isTime = () => Date.now() < giveUpAt;
  const paySid = await insist(isTime, async () => {
    const start = { callSid, chargeAmount: '12.00', description: order, timeout: 60 };
    const { status, body } = await agent.post('/startPaySession', start);
    return status === 201 ? body.paySid : undefined;
  });
  if (!paySid) return undefined;

  while (isTime()) {
    const session = await read(agent, paySid, isTime);
    if (!session || FINAL.includes(session.state)) break;
    if (session.state === 'submitting') {
      if (await agent.finished(paySid, patienceMs).catch(() => undefined)) break;
      await agent.post('/completePaySession', { paySid }).catch(() => undefined);
      continue;
    }
    const missing = session.required[0];
    if (missing) await keyIn(agent, session, missing, keysFor(payer, missing), patienceMs);
    else await agent.post('/completePaySession', { paySid }).catch(() => undefined);
  }
  return paySid;
}

async function keyIn(
  agent: Agent,
  { paySid, callSid }: PaySessionRecord,
  capture: Capture,
  keys: string,
  patienceMs: number,
): Promise<void> {
  const asked = await agent.post('/updatePaySession', { paySid, capture }).catch(() => undefined);
  // The request may have worked in spite of the response, so key the field in anyway.
  if (asked?.status === 409) return;
  await agent.press(callSid, keys).catch(() => undefined);
  await agent
    .until(paySid, (now) => !now.required.includes(capture) || FINAL.includes(now.state), patienceMs)
    .catch(() => undefined);
}

function keysFor(payer: Payer, capture: Capture): string {
  switch (capture) {
    case 'payment-card-number':
      return `${payer.number}#`;
    case 'expiration-date':
      return `${payer.expiry}#`;
    case 'security-code':
      return `${payer.securityCode}#`;
    default:
      return '94105#';
  }
}

async function read(
  agent: Agent,
  paySid: string,
  isTime: () => boolean,
): Promise<PaySessionRecord | undefined> {
  return insist(isTime, async () => {
    const { status, body } = await agent.get(`/paySessions/${paySid}`);
    return status === 200 ? body : undefined;
  });
}

async function insist<T>(isTime: () => boolean, step: () => Promise<T | undefined>): Promise<T | undefined> {
  while (isTime()) {
    const done = await step().catch(() => undefined);
    if (done !== undefined) return done;
    await pause(150);
  }
  return undefined;
}
