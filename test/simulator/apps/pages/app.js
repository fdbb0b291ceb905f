// A softphone as the tutorials have it: a page in a folder, and a server that gives tokens to it.
const { createReadStream, statSync } = require('node:fs');
const http = require('node:http');
const { dirname, join } = require('node:path');
const twilio = require('twilio');

const {
  PORT,
  TWILIO_ACCOUNT_SID,
  TWILIO_API_KEY,
  TWILIO_API_SECRET,
  TWILIO_AUTH_TOKEN,
  TWILIO_SYNC_SERVICE_SID,
  TWILIO_TWIML_APP_SID,
} = process.env;
const { AccessToken } = twilio.jwt;
const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);
const PACKAGES = join(dirname(require.resolve('twilio/package.json')), '..');

function token() {
  const access = new AccessToken(TWILIO_ACCOUNT_SID, TWILIO_API_KEY, TWILIO_API_SECRET, { identity: 'ana' });
  access.addGrant(
    new AccessToken.VoiceGrant({ incomingAllow: true, outgoingApplicationSid: TWILIO_TWIML_APP_SID }),
  );
  access.addGrant(new AccessToken.SyncGrant({ serviceSid: TWILIO_SYNC_SERVICE_SID }));
  return access.toJwt();
}

const routes = {
  '/token': (response) => response.end(token()),
  '/voice'(response) {
    const twiml = new twilio.twiml.VoiceResponse();
    twiml.dial().client('ana');
    response.setHeader('Content-Type', 'text/xml');
    response.end(twiml.toString());
  },
  async '/pay'(response) {
    const documents = client.sync.v1.services(TWILIO_SYNC_SERVICE_SID).documents;
    await documents('order-7').update({ data: { state: 'paid' } });
    response.end();
  },
  '/': (response) => file(response, join(__dirname, 'public/index.html'), 'text/html; charset=utf-8'),
};

function file(response, path, type) {
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', statSync(path).size);
  response.setHeader('ETag', '"1"');
  createReadStream(path).pipe(response);
}

http
  .createServer(({ url }, response) => {
    if (url.startsWith('/sdk/')) return file(response, join(PACKAGES, url.slice(5)), 'text/javascript');
    const route = routes[url];
    return route ? route(response) : response.writeHead(404).end();
  })
  .listen(PORT, '127.0.0.1', () => process.stdout.write('app: listening\n'));
