// An ES module without Twilio's library: fetch, node:https and the Sync SDK, each with the hosts it always has.
import { get } from 'node:https';
import twilio from 'twilio';
import { SyncClient } from 'twilio-sync';

const {
  TWILIO_ACCOUNT_SID: account,
  TWILIO_AUTH_TOKEN: token,
  TWILIO_API_KEY: key,
  TWILIO_API_SECRET: secret,
  TWILIO_SYNC_SERVICE_SID: service,
} = process.env;
const headers = { Authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}` };
const say = (line) => process.stdout.write(`app: ${line}\n`);

const { AccessToken } = twilio.jwt;
const access = new AccessToken(account, key, secret, { identity: 'ana' });
access.addGrant(new AccessToken.SyncGrant({ serviceSid: service }));
const sync = new SyncClient(access.toJwt());
const document = await sync.document('order-7');
const updated = new Promise((resolve) => document.on('updated', ({ data }) => resolve(data)));

const written = await fetch(`https://sync.twilio.com/v1/Services/${service}/Documents/order-7`, {
  method: 'POST',
  headers,
  body: new URLSearchParams({ Data: JSON.stringify({ paid: true }) }),
});
say(`fetch ${written.status}`);
say(`sync ${JSON.stringify(await updated)}`);

const list = `https://api.dublin.ie1.twilio.com/2010-04-01/Accounts/${account}/Calls.json`;
const status = await new Promise((resolve, reject) => {
  get(list, { headers }, (response) => resolve(response.resume().statusCode)).on('error', reject);
});
say(`https ${status}`);

for (const url of ['https://chat.twilio.com/v1/Services', 'http://api.twilio.com/2010-04-01/Nothing']) {
  const { status } = await fetch(url, { headers });
  say(`${url} ${status}`);
}
await sync.shutdown();
process.exit(7);
