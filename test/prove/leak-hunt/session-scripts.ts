import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { CARD_BRANDS } from '#lambdas/contract/fields.ts';
import type { Random } from '../random.ts';
import { Agent, pause } from '../stack/agent.ts';
import type { ProcessorMood } from '../stack/processor.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import { mistype, type Payer } from './cards.ts';
import { hostileRequests, paste, sendCarelessCallbacks } from './hostile-input.ts';

export interface ScriptContext {
  readonly stack: ProveStack;
  readonly agent: Agent;
  readonly payer: Payer;
  readonly random: Random;
  readonly listen: (where: string, content: string) => void;
}

/** One way a session can go. Returns the session's SID if there was one. */
export type SessionScript = (context: ScriptContext) => Promise<string | undefined>;

/** Each with how often it runs relative to the others. */
export type Scripts = readonly (readonly [name: string, weight: number, SessionScript])[];

/** The processor decides by the cents. */
export const MOODS: Readonly<Record<string, ProcessorMood>> = {
  '41': 'declines',
  '42': 'slow',
  '43': 'malformed',
  '44': 'fails',
  '45': 'echoes',
  '46': 'hostile-approves',
  '47': 'hostile-declines',
};

const charge = (cents: string) => ({ chargeAmount: `12.${cents}` });
const BANK = {
  paymentMethod: 'ach-debit',
  bankAccountType: 'consumer-checking',
  parameters: { AVSName: 'Jo Doe' },
};
const ANY_BRAND = { validCardTypes: CARD_BRANDS };

/** A processor that hides the payer's numbers in everything it returns. Any brand, so that it receives every card. */
export const HOSTILE_SCRIPTS: Scripts = [
  ['hostile processor approves', 4, (context) => pay(context, { ...ANY_BRAND, ...charge('46') })],
  ['hostile processor refuses', 4, (context) => pay(context, { ...ANY_BRAND, ...charge('47') })],
  ['hostile processor, bank account', 3, (context) => pay(context, { ...BANK, ...charge('46') })],
  ['hostile processor refuses a bank account', 3, (context) => pay(context, { ...BANK, ...charge('47') })],
];

/** Every script, and how often it runs relative to the others. */
export const SCRIPTS: Scripts = [
  ['success', 6, (context) => pay(context, charge('00'))],
  ['saved card', 2, (context) => pay(context, { tokenType: 'reusable' })],
  ['decline', 2, (context) => pay(context, charge('41'))],
  ['slow connector', 1, (context) => pay(context, charge('42'))],
  ['malformed connector', 1, (context) => pay(context, charge('43'))],
  ['broken connector', 1, (context) => pay(context, charge('44'))],
  ['connector that echoes the card', 2, (context) => pay(context, charge('45'))],
  ['bank account', 2, (context) => pay(context, { ...BANK, ...charge('00') })],
  ['bank account refused', 1, (context) => pay(context, { ...BANK, ...charge('41') })],
  ['bank account saved', 1, (context) => pay(context, { ...BANK, tokenType: 'one-time' })],
  ['re-entry', 2, reEntry],
  ['wrong field', 3, wrongField],
  ['keyed twice to compare', 1, matching],
  ['hang-up mid-number', 1, hangUpInMidNumber],
  ['cancel mid-number', 1, cancelInMidNumber],
  ['hostile input', 3, hostile],
  ['careless Twilio', 2, careless],
  ['unhandled exceptions', 1, unhandled],
  ['panel in another system', 2, inPanel],
  ...HOSTILE_SCRIPTS,
];

async function start({ agent }: ScriptContext, terms: object): Promise<PaySession | undefined> {
  const callSid = await agent.call();
  const { body, status } = await agent.post('/startPaySession', { callSid, timeout: 30, ...terms });
  if (status === 201) return body;
  // A session that a failed script left open would block the call, but not a new call.
  await agent.hangUp();
  return undefined;
}

/** Keys for each field; `#` ends one of any length. */
function keysFor(payer: Payer, capture: Capture): string {
  const field = capture.replace(/-matcher$/, '');
  const keys: Readonly<Record<string, string>> = {
    'payment-card-number': payer.number,
    'expiration-date': payer.expiry,
    'security-code': payer.securityCode,
    'postal-code': payer.postalCode,
    'bank-routing-number': payer.routingNumber,
    'bank-account-number': payer.accountNumber,
  };
  return `${keys[field] ?? ''}#`;
}

async function captureAll(
  { agent, payer }: ScriptContext,
  started: PaySession,
): Promise<PaySession | undefined> {
  let session: PaySession | undefined = started;
  for (let asked = 0; session?.required[0] && asked < 10; asked += 1) {
    session = await agent.capture(session, session.required[0], keysFor(payer, session.required[0]));
  }
  return session;
}

async function finish(context: ScriptContext, session: PaySession | undefined): Promise<string | undefined> {
  if (!session) return undefined;
  const { agent } = context;
  const { paySid } = session;
  if ((await agent.post('/completePaySession', { paySid })).status === 202)
    await agent.finished(paySid, 8_000);
  else await agent.post('/cancelPaySession', { paySid });
  return paySid;
}

async function pay(context: ScriptContext, terms: object): Promise<string | undefined> {
  const session = await start(context, { description: 'Order A', ...terms });
  return session && finish(context, await captureAll(context, session));
}

async function reEntry(context: ScriptContext): Promise<string | undefined> {
  const { agent, payer } = context;
  const session = await start(context, charge('00'));
  if (!session) return undefined;
  await agent.capture(session, 'payment-card-number', `${mistype(payer.number)}#`);
  await agent.capture(session, 'payment-card-number', `${payer.number.slice(0, 9)}*`);
  const again = await agent.capture(session, 'payment-card-number', `${payer.number}#`);
  return finish(context, again && (await captureAll(context, again)));
}

/** A system, and then its agent, paste the number into everything that a panel takes as text. */
async function inPanel(context: ScriptContext): Promise<string | undefined> {
  const { stack, payer, random, listen } = context;
  for (const field of ['agent', 'reference', 'customer', 'callSid', 'maxAmount', 'origin'])
    await Agent.inPanel(stack, listen, { [field]: paste(random, payer.number) });
  const agent = await Agent.inPanel(stack, listen, { customer: 'C-7' });
  if (!agent) return undefined;
  const pasted = paste(random, payer.number);
  await agent.post('/startPaySession', { ...charge('00'), description: pasted });
  await agent.post('/startPaySession', { ...charge('00'), [pasted]: pasted });
  await agent.post('/token');
  const { body, status } = await agent.post('/startPaySession', { ...charge('00'), timeout: 30 });
  if (status !== 201) return undefined;
  const panel = { ...context, agent };
  return finish(panel, await captureAll(panel, body));
}

/** The caller keys the card number into every other field, and something else into the card number's field. */
async function wrongField(context: ScriptContext): Promise<string | undefined> {
  const { agent, payer, random } = context;
  const isBank = random.chance(0.3);
  const session = await start(context, isBank ? { ...BANK, ...charge('00') } : charge('00'));
  if (!session) return undefined;
  const fields: readonly Capture[] = isBank
    ? ['bank-routing-number', 'bank-account-number']
    : ['postal-code', 'expiration-date', 'security-code', 'payment-card-number'];
  for (const field of fields) {
    const keys = field === 'payment-card-number' ? payer.accountNumber : payer.number;
    await agent.capture(session, field, `${keys}#`);
    // The screen shows what Twilio accepted as a postal code: read it while it does.
    await agent.get(`/paySessions/${session.paySid}`);
  }
  const now = await agent.until(session.paySid, () => true);
  return finish(context, now && (await captureAll(context, now)));
}

async function matching(context: ScriptContext): Promise<string | undefined> {
  const session = await start(context, {
    ...charge('00'),
    requireMatchingInputs: ['payment-card-number', 'postal-code'],
  });
  return session && finish(context, await captureAll(context, session));
}

async function hangUpInMidNumber(context: ScriptContext): Promise<string | undefined> {
  const { agent, payer } = context;
  const session = await start(context, charge('00'));
  if (!session) return undefined;
  await agent.post('/updatePaySession', { paySid: session.paySid, capture: 'payment-card-number' });
  await agent.press(session.callSid, payer.number.slice(0, -3));
  await agent.hangUp();
  await agent.finished(session.paySid, 5_000);
  return session.paySid;
}

async function cancelInMidNumber(context: ScriptContext): Promise<string | undefined> {
  const { agent, payer } = context;
  const session = await start(context, charge('00'));
  if (!session) return undefined;
  await agent.capture(session, 'payment-card-number', `${payer.number}#`);
  await agent.post('/updatePaySession', { paySid: session.paySid, capture: 'security-code' });
  await agent.press(session.callSid, payer.securityCode.slice(0, 2));
  await agent.post('/cancelPaySession', { paySid: session.paySid });
  return session.paySid;
}

async function hostile(context: ScriptContext): Promise<string | undefined> {
  const { agent, payer, random } = context;
  const session = await start(context, charge('00'));
  if (!session) return undefined;
  await agent.capture(session, 'payment-card-number', `${payer.number}#`);
  for (const request of hostileRequests(random, payer, session.callSid, session.paySid)) {
    // Some headers cannot be sent; then there is no request.
    await agent.send(request).catch(() => undefined);
  }
  await agent.post('/cancelPaySession', { paySid: session.paySid, reason: paste(random, payer.number) });
  await agent.post('/cancelPaySession', { paySid: session.paySid });
  // A start that was accepted has left a session open, so the next session needs a new call.
  await agent.hangUp();
  return session.paySid;
}

async function careless(context: ScriptContext): Promise<string | undefined> {
  const { stack, agent, payer, random, listen } = context;
  const session = await start(context, charge('00'));
  if (!session) return undefined;
  await sendCarelessCallbacks(stack, random, payer, session.paySid, listen);
  await agent.get(`/paySessions/${session.paySid}`);
  await agent.post('/cancelPaySession', { paySid: session.paySid });
  await agent.hangUp();
  return session.paySid;
}

/** The store returns nonsense while digits arrive, so that handlers fail in unexpected places. */
async function unhandled(context: ScriptContext): Promise<string | undefined> {
  const { stack, agent, payer } = context;
  const session = await start(context, charge('00'));
  if (!session) return undefined;
  await agent.post('/updatePaySession', { paySid: session.paySid, capture: 'payment-card-number' });
  stack.database.faults = { probability: 0.6, failures: ['malformed', 'reset', 'unavailable'] };
  try {
    await agent.press(session.callSid, `${payer.number}#`);
    await agent.post('/startPaySession', { callSid: session.callSid, chargeAmount: '5.00' });
    await pause(400);
  } finally {
    stack.database.faults = undefined;
  }
  await agent.post('/cancelPaySession', { paySid: session.paySid });
  await agent.hangUp();
  return session.paySid;
}
