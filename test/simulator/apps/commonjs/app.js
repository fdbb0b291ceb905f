// An application as the tutorials have it: CommonJS, Twilio's library with its default hosts, a Pay Connector.
const http = require('node:http');
const twilio = require('twilio');

const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, PORT } = process.env;
const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);

const routes = {
  async '/voice'({ CallSid }) {
    const response = new twilio.twiml.VoiceResponse();
    response.dial({ answerOnBridge: true }).client(`agent-${CallSid.slice(-4)}`);
    return xml(response.toString());
  },
  async '/pay'({ CallSid }, base) {
    const payment = await client.calls(CallSid).payments.create({
      idempotencyKey: `start-${CallSid}`,
      statusCallback: `${base}/payment`,
      chargeAmount: 12,
      postalCode: false,
    });
    await capture(payment, 'payment-card-number');
    return json({ sid: payment.sid });
  },
  async '/payment'({ CallSid, Sid, PartialResult, ErrorType, Required, Result, PaymentConfirmationCode }) {
    const payment = { callSid: CallSid, sid: Sid };
    if (Result) say(`result ${Result} ${PaymentConfirmationCode}`);
    else if (PartialResult === 'false' && !ErrorType) {
      const [next] = Required.split(',');
      if (next) await capture(payment, next);
      else await update(payment, { status: 'complete' });
    }
    return xml('<Response/>');
  },
  async '/connector'() {
    return json({ charge_id: 'ch_1', error_code: null, error_message: null });
  },
  async '/calls'() {
    const calls = await client.calls.list();
    return json(calls.map(({ sid, status }) => ({ sid, status })));
  },
};

async function capture(payment, field) {
  await update(payment, { capture: field });
  say(`capturing ${field}`);
}

const update = ({ callSid, sid }, change) =>
  client
    .calls(callSid)
    .payments(sid)
    .update({
      idempotencyKey: `${sid}-${JSON.stringify(change)}`,
      statusCallback: `http://127.0.0.1:${PORT}/payment`,
      ...change,
    });

const xml = (body) => ({ type: 'text/xml', body });
const json = (value) => ({ type: 'application/json', body: JSON.stringify(value) });
const say = (line) => process.stdout.write(`app: ${line}\n`);

http
  .createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname } = new URL(request.url, `http://${request.headers.host}`);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const route = routes[pathname];
    if (!route) return response.writeHead(404).end();
    try {
      const { type, body } = await route(form, `http://127.0.0.1:${PORT}`);
      response.writeHead(200, { 'Content-Type': type }).end(body);
    } catch (error) {
      say(`error ${error.message}`);
      response.writeHead(500).end(error.message);
    }
  })
  .listen(PORT, '127.0.0.1', () => say('listening'));
