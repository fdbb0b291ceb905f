// The REST API as a client in another language asks: a tunnel through HTTPS_PROXY, certificates from SSL_CERT_FILE.
// Stands for them where they are not installed; run without NODE_OPTIONS, which leads Node in another way.
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const https = require('node:https');

const {
  HTTPS_PROXY,
  SSL_CERT_FILE,
  TWILIO_ACCOUNT_SID: account,
  TWILIO_AUTH_TOKEN: token,
  TWILIO_SYNC_SERVICE_SID: service,
} = process.env;
const ca = readFileSync(SSL_CERT_FILE, 'utf8');
const say = (...words) => process.stdout.write(`app: ${words.join(' ')}\n`);

async function tunnelTo(authority) {
  const { hostname, port } = new URL(HTTPS_PROXY);
  const request = http.request({ hostname, port, method: 'CONNECT', path: authority }).end();
  const [{ statusCode }, socket] = await once(request, 'connect');
  if (statusCode !== 200) throw new Error(`Failed to reach ${authority}: ${statusCode}`);
  return socket;
}

async function read(request, body) {
  const [response] = await once(request.end(body), 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text };
}

async function ask(host, path, form) {
  const request = https.request({
    host,
    path,
    ca,
    agent: false,
    socket: await tunnelTo(`${host}:443`),
    method: form ? 'POST' : 'GET',
    auth: `${account}:${token}`,
    headers: form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {},
  });
  const { status, text } = await read(request, form && new URLSearchParams(form).toString());
  return { status, body: JSON.parse(text) };
}

async function main() {
  const calls = await ask('api.twilio.com', `/2010-04-01/Accounts/${account}/Calls.json`);
  say('calls', calls.status, JSON.stringify(calls.body.calls));
  const form = { UniqueName: 'order-7', Data: '{"paid":true}' };
  const document = await ask('sync.twilio.com', `/v1/Services/${service}/Documents`, form);
  say('document', document.status, JSON.stringify(document.body.data));
  say('unsupported', (await ask('chat.twilio.com', '/v1/Services')).status);

  const server = http.createServer((_request, response) => response.end('here')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = await tunnelTo(`127.0.0.1:${server.address().port}`);
  const { text } = await read(http.request({ createConnection: () => socket }));
  say('other host', text === 'here' ? 'reached' : 'not reached');
  server.close();
}

main();
