import { signForm } from '#simulator/webhooks/sign-request.ts';
import type { Random } from '../random.ts';
import type { AgentRequest } from '../stack/agent.ts';
import type { ProveStack } from '../stack/start-stack.ts';
import type { Payer } from './cards.ts';

/** A number as people might paste it. */
export function paste(random: Random, number: string): string {
  const separator = random.pick([
    '',
    ' ',
    '-',
    '.',
    '/',
    ' / ',
    ' - ',
    '\u00a0',
    '\u200b',
    '\t',
    '\n',
    '     ',
    ' -- ',
  ]);
  const grouped = number.replace(/(.{4})(?=.)/g, `$1${separator}`);
  const inScript = (zero: number) =>
    number.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  return random.pick([grouped, grouped, `card ${grouped} thanks`, inScript(0xff10), inScript(0x0660)]);
}

/** Card digits in every part of a request that a person or a program can fill. */
export function hostileRequests(
  random: Random,
  { number, securityCode }: Payer,
  callSid: string,
  paySid: string,
): readonly AgentRequest[] {
  const pasted = () => paste(random, number);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): AgentRequest => ({
    method: 'POST',
    path: `/api${path}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers,
  });
  const get = (path: string, headers: Record<string, string> = {}): AgentRequest => ({
    method: 'GET',
    path,
    headers,
  });
  const start = { callSid, chargeAmount: '5.00' };
  return [
    post('/startPaySession', { ...start, description: pasted() }),
    post('/startPaySession', { ...start, parameters: { note: pasted() } }),
    post('/startPaySession', { ...start, parameters: { [`n${number}`]: 'x' } }),
    post('/startPaySession', { ...start, chargeAmount: number }),
    post('/startPaySession', { ...start, chargeAmount: Number(number) }),
    post('/startPaySession', { ...start, currency: pasted() }),
    post('/startPaySession', { ...start, callSid: number }),
    post('/startPaySession', { ...start, [number]: true }),
    post('/startPaySession', { ...start, cardnumber: number, cvv: securityCode }),
    post('/startPaySession', `{"callSid":"${callSid}","description":"${number}"`),
    post('/startPaySession', number),
    post('/startPaySession', `cardnumber=${number}&cvv=${securityCode}`, {
      'content-type': 'application/x-www-form-urlencoded',
    }),
    post('/updatePaySession', { paySid, capture: number }),
    post('/updatePaySession', { paySid: `PK${number}`, capture: 'postal-code' }),
    post('/cancelPaySession', { paySid: number, reason: pasted() }),
    post('/resolvePaySession', { paySid, finding: 'charged', note: pasted(), processorReference: pasted() }),
    post('/presence', { state: pasted() }),
    post('/token', { cardnumber: number }),
    post('/mockPaymentProcessor', { cardnumber: number, cvv: securityCode }),
    post('/statusCallback', `Sid=${paySid}&PaymentCardNumber=${number}&SecurityCode=${securityCode}`),
    get(`/api/paySessions/${number}`),
    get(`/api/paySessions/PK${number.padEnd(32, '0')}`),
    get(`/api/paySessions?agent=${encodeURIComponent(pasted())}`),
    get(`/api/paySessions?callSid=${number}&from=${number}&state=${number}&cursor=${number}`),
    get(`/api/paySessions?cursor=${Buffer.from(number).toString('base64url')}`),
    get(`/api/paySessions?${number}=1`),
    get(`/api/paySessions?agent=${number}&format=csv`),
    get(`/api/${number}`),
    get(`/${number}`),
    get(`/assets/${number}.js`),
    get(`/payments?search=${number}`),
    get(`/oidc/auth?client_id=desk&login_hint=${number}`),
    get(`/oidc/${number}`),
    get('/api/paySessions', {
      'user-agent': number,
      referer: `https://example.com/${number}`,
      'x-forwarded-for': number,
      'x-request-id': number,
      'x-amzn-trace-id': number,
      cookie: `card=${number}`,
    }),
    get('/api/paySessions', { authorization: `Bearer ${number}` }),
    get('/api/paySessions', { authorization: `Basic ${Buffer.from(`card:${number}`).toString('base64')}` }),
  ];
}

/** Parameters of a callback that could contain digits if Twilio, or a processor behind it, were careless. */
const CARELESS = [
  'PaymentCardNumber',
  'BankAccountNumber',
  'BankRoutingNumber',
  'ExpirationDate',
  'PaymentCardPostalCode',
  'PaymentError',
  'ConnectorError',
  'PaymentConfirmationCode',
  'PaymentToken',
  'PayErrorCode',
  'ErrorType',
  'Capture',
  'Required',
  'PaymentCardType',
  'ChargeAmount',
  'TokenType',
  'ProfileId',
  'PayConnector_echo',
  'PayConnector_payment_status',
  'PayConnector_gateway_code',
  'PayConnector_gateway_message',
  'PayConnector_reference',
  'DateUpdated',
  'CallSid',
] as const;

/** Sends callbacks that Twilio signed and that contain a clear number where none belongs. Returns the statuses. */
export async function sendCarelessCallbacks(
  stack: ProveStack,
  random: Random,
  { number, securityCode }: Payer,
  paySid: string,
  listen: (where: string, content: string) => void,
): Promise<number> {
  const url = `${stack.callbacks.apiUrl}/statusCallback`;
  let sent = 0;
  for (const name of CARELESS) {
    for (const partial of [false, true]) {
      const parameters: Record<string, string> = {
        Sid: paySid,
        Capture: 'payment-card-number',
        SecurityCode: securityCode,
        DateUpdated: new Date().toUTCString(),
        [name]: random.chance(0.5) ? number : paste(random, number),
        ...(partial ? { PartialResult: 'true' } : {}),
      };
      const response = await fetch(`${stack.deskUrl}/api/statusCallback`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signForm(stack.credentials.authToken, url, parameters),
          // The signature does not cover this header, so anybody on the way could have changed it.
          'i-twilio-idempotency-token': random.chance(0.5) ? number : random.hex(16),
        },
        body: new URLSearchParams(parameters).toString(),
      });
      listen('POST /api/statusCallback', `${[...response.headers].join('\n')}\n\n${await response.text()}`);
      sent += 1;
    }
  }
  return sent;
}
