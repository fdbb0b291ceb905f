// A payment line as the tutorials have it: the call is answered with <Pay> and prompts of its own, the gateway's own
// parameters are read back, a card that was declined is asked for once more, and the amount due is collected outbound.
const http = require('node:http');
const twilio = require('twilio');

const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, PORT } = process.env;
const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);
const BASE = `http://127.0.0.1:${PORT}`;

const routes = {
  '/voice': () => menu(new twilio.twiml.VoiceResponse(), '18.40'),

  async '/collect'({ to, amount }) {
    const [number] = await client.incomingPhoneNumbers.list({ limit: 1 });
    const { sid } = await client.calls.create({
      to,
      from: number.phoneNumber,
      twiml: menu(new twilio.twiml.VoiceResponse(), amount).body,
    });
    return { type: 'application/json', body: JSON.stringify({ sid }) };
  },

  // For is the step that is done, or the one that is asked again.
  '/progress'({ For, Attempt, ErrorType, PaymentCardType }, { order }) {
    say(['step', order, For, Attempt, ErrorType ?? PaymentCardType].filter(Boolean).join(' '));
    return { type: 'text/xml', body: '<Response/>' };
  },

  async '/paid'(event, { amount }) {
    const response = new twilio.twiml.VoiceResponse();
    const call = await client.calls(event.CallSid).fetch();
    say(
      `${event.Result} on a call ${call.status}, ${[amount, event.PayConnector_receipt].filter(Boolean).join(', ')}`,
    );
    switch (event.Result) {
      case 'success':
        response.say(`Thank you. Your confirmation is ${event.PaymentConfirmationCode}.`);
        break;
      case 'payment-connector-error':
        response.say(`Sorry: ${decodeURIComponent(event.PaymentError)}. Please try another card.`);
        return menu(response, amount);
      case 'too-many-failed-attempts':
        response.say('Goodbye, and please call again.');
        break;
      case 'caller-interrupted-with-star':
        response.redirect({ method: 'POST' }, `${BASE}/voice`);
        break;
      default:
        say(`error ${event.PaymentError}`);
    }
    return { type: 'text/xml', body: response.toString() };
  },

  // The payment gateway: cards ending in 0005 have no funds.
  '/gateway'(_form, _query, { method, amount, cardnumber, parameters }) {
    const declined = cardnumber.endsWith('0005');
    const reply = {
      [method === 'charge' ? 'charge_id' : 'token_id']: declined ? null : 'ch_18',
      error_code: declined ? '51' : null,
      error_message: declined ? 'card is declined' : null,
      parameters: { receipt: `${parameters.order}/${amount}` },
    };
    return { type: 'application/json', body: JSON.stringify(reply) };
  },
};

function menu(response, amount) {
  const pay = response.pay({
    paymentConnector: 'Default',
    chargeAmount: amount,
    currency: 'usd',
    action: `${BASE}/paid?amount=${amount}`,
    statusCallback: `${BASE}/progress?order=A7`,
    maxAttempts: 2,
    timeout: 10,
    postalCode: false,
    validCardTypes: ['visa', 'mastercard', 'amex'],
  });
  pay.prompt({ for: 'payment-card-number' }).say(`To pay ${amount} dollars, key in your card number.`);
  const wrong = {
    for: 'payment-card-number',
    attempt: [2, 3],
    errorType: ['invalid-card-number', 'timeout'],
  };
  pay.prompt(wrong).say('That number is not complete. Once more, please.');
  const type = pay.prompt({ for: 'payment-card-number', errorType: ['invalid-card-type'] });
  type.say({ voice: 'alice', language: 'en-US' }, 'We take Visa, Mastercard and American Express.');
  type.pause({ length: 1 });
  pay.prompt({ for: 'security-code', cardType: ['amex'] }).say('The four digits on the front, please.');
  pay
    .prompt({ for: 'security-code', cardType: ['visa', 'mastercard'] })
    .say('The three digits on the back, please.');
  pay.prompt({ for: 'payment-processing' }).say('One moment, please.');
  pay.parameter({ name: 'order', value: 'A7' });
  return { type: 'text/xml', body: response.toString() };
}

const say = (line) => process.stdout.write(`app: ${line}\n`);

http
  .createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { pathname, searchParams } = new URL(request.url, BASE);
    const isForm = /form/.test(request.headers['content-type'] ?? '');
    const form = isForm ? Object.fromEntries(new URLSearchParams(text)) : {};
    const route = routes[pathname];
    const signature = request.headers['x-twilio-signature'];
    const isSigned = twilio.validateRequest(TWILIO_AUTH_TOKEN, signature ?? '', BASE + request.url, form);
    if (!route || (signature && !isSigned)) return response.writeHead(route ? 403 : 404).end();
    try {
      const { type, body } = await route(
        form,
        Object.fromEntries(searchParams),
        isForm ? {} : JSON.parse(text),
      );
      response.writeHead(200, { 'Content-Type': type }).end(body);
    } catch (error) {
      say(`error ${error.message}`);
      response.writeHead(500).end(error.message);
    }
  })
  .listen(PORT, '127.0.0.1', () => say('listening'));
