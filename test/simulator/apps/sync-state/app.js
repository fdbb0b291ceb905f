// A board of calls: a Sync Map holds those that are up, a Sync List what happened; the page watches both. Twilio's
// library and the Sync SDK, with their default hosts.
const http = require('node:http');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const twilio = require('twilio');

const {
  TWILIO_ACCOUNT_SID,
  TWILIO_AUTH_TOKEN,
  TWILIO_API_KEY,
  TWILIO_API_SECRET,
  TWILIO_SYNC_SERVICE_SID,
  PORT,
} = process.env;
const client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);
const service = client.sync.v1.services(TWILIO_SYNC_SERVICE_SID);
const calls = service.syncMaps('calls');
const log = service.syncLists('log');
const READ = { read: true, write: false, manage: false };

async function setUp() {
  await makeUnlessThere(calls, () => service.syncMaps.create({ uniqueName: 'calls', collectionTtl: 86400 }));
  await makeUnlessThere(log, () => service.syncLists.create({ uniqueName: 'log' }));
  await calls.syncMapPermissions('board').update(READ);
  await log.syncListPermissions('board').update(READ);
}

async function makeUnlessThere(collection, make) {
  try {
    await collection.fetch();
  } catch (error) {
    if (error.code !== 20404) throw error;
    await make();
  }
}

async function note(key, data) {
  try {
    await calls.syncMapItems(key).update({ data });
  } catch (error) {
    if (error.status !== 404) throw error;
    await calls.syncMapItems.create({ key, data, itemTtl: 3600 });
  }
  await log.syncListItems.create({ data: { call: key, ...data }, itemTtl: 3600 });
}

const routes = {
  async '/voice'({ CallSid, From }) {
    await note(CallSid, { from: From, status: 'up' });
    const response = new twilio.twiml.VoiceResponse();
    response.say('You are on the board.');
    response.pause({ length: 60 });
    return { type: 'text/xml', body: response.toString() };
  },
  async '/status'({ CallSid, From, CallStatus }) {
    await note(CallSid, { from: From, status: CallStatus });
    await calls.syncMapItems(CallSid).remove();
    return { type: 'text/plain', body: '' };
  },
  async '/history'() {
    const items = await log.syncListItems.list({ order: 'desc', pageSize: 2, limit: 5 });
    return json(items.map(({ index, data }) => `${index} ${data.status}`));
  },
  async '/token'() {
    const token = new twilio.jwt.AccessToken(TWILIO_ACCOUNT_SID, TWILIO_API_KEY, TWILIO_API_SECRET, {
      identity: 'board',
    });
    token.addGrant(new twilio.jwt.AccessToken.SyncGrant({ serviceSid: TWILIO_SYNC_SERVICE_SID }));
    return json({ token: token.toJwt() });
  },
  async '/'() {
    return { type: 'text/html', body: readFileSync(join(__dirname, 'index.html')) };
  },
  async '/twilio-sync.min.js'() {
    const file = require.resolve('twilio-sync/builds/twilio-sync.min.js');
    return { type: 'text/javascript', body: readFileSync(file) };
  },
};

const json = (value) => ({ type: 'application/json', body: JSON.stringify(value) });

const server = http.createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const route = routes[request.url];
  if (!route) return response.writeHead(404).end();
  try {
    const { type, body } = await route(Object.fromEntries(new URLSearchParams(text)));
    return response.writeHead(200, { 'Content-Type': type }).end(body);
  } catch (error) {
    process.stderr.write(`app: failed ${request.url}: ${error.message}\n`);
    return response.writeHead(500).end();
  }
});

setUp().then(() => server.listen(PORT, '127.0.0.1', () => process.stdout.write('app: listening\n')));
