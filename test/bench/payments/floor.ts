import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import twilio from 'twilio';
import { FIELDS_OF, fieldOf, parameterOf, readCapture } from '#lambdas/contract/fields.ts';
import type { RouteDefinition } from '#lambdas/contract/routes.ts';
import { sendHttp } from '#lambdas/platform/http-request.ts';
import { createApiHost, type Handler } from '#local/api-host/api-host.ts';
import { CONNECTOR_NAME, PHONE_NUMBER } from '#local/handler-environment.ts';
import { listen, stopListening } from '#local/listen.ts';
import { createSimulator } from '#simulator/index.ts';
import type { BenchAddresses } from './caller.ts';

export interface Floor extends BenchAddresses {
  close(): Promise<void>;
}

interface Asked {
  readonly callSid: string;
  readonly paySid: string;
  readonly capture: string;
}

/**
 * The least that could take a payment: handlers of a few lines, on the same host and the same simulator, that ask Twilio
 * and push what its callbacks say to Sync. No sign-in, no signature, no table, no trail: what all of those cost is the
 * difference to this.
 */
export async function startFloor(): Promise<Floor> {
  const server = createServer();
  const port = await listen(server, 0, 'PORT');
  const apiUrl = `http://127.0.0.1:${port}/api`;
  const simulator = await createSimulator({
    port: 0,
    settings: { syncRateLimits: false },
    phoneNumbers: [{ phoneNumber: PHONE_NUMBER, voiceUrl: `${apiUrl}/twiml` }],
    connectors: [
      {
        uniqueName: CONNECTOR_NAME,
        endpointUrl: `${apiUrl}/processor`,
        username: 'floor',
        password: 'floor',
        mode: 'TEST',
      },
    ],
  });
  const { account, syncServiceSid, url } = simulator;
  const [key = { sid: '', secret: '' }] = account.apiKeys;
  const authorization = `Basic ${Buffer.from(`${key.sid}:${key.secret}`).toString('base64')}`;
  const agents: string[] = [];
  let calls = 0;
  /** What the page of a payment shows. */
  const shown = new Map<string, Record<string, unknown> & { captured: Record<string, string> }>();

  const ask = async (path: string, form: Readonly<Record<string, string>>) => {
    const response = await sendHttp(url + path, {
      method: 'POST',
      headers: { authorization },
      form,
      timeoutMs: 10_000,
    });
    const { status, text } = response;
    if (status >= 300) throw new Error(`Failed to measure the floor: ${path} returned ${text}.`);
    return JSON.parse(text) as { sid: string };
  };
  const payments = (callSid: string) =>
    `/2010-04-01/Accounts/${account.accountSid}/Calls/${callSid}/Payments`;
  const documents = `/v1/Services/${syncServiceSid}/Documents`;
  const update = (path: string, change: Readonly<Record<string, string>>) =>
    ask(path, {
      IdempotencyKey: createHash('sha256')
        .update(path + JSON.stringify(change))
        .digest('hex'),
      StatusCallback: `${apiUrl}/statusCallback`,
      ...change,
    });

  // Nobody's documents: whoever has a token may read them.
  await ask(`/v1/Services/${syncServiceSid}`, { AclEnabled: 'false' });

  const operations: Readonly<Record<string, (body: string) => Promise<unknown>>> = {
    async token() {
      const identity = `agent${agents.length}`;
      agents.push(identity);
      const token = new twilio.jwt.AccessToken(account.accountSid, key.sid, key.secret, { identity });
      token.addGrant(new twilio.jwt.AccessToken.SyncGrant({ serviceSid: syncServiceSid }));
      token.addGrant(new twilio.jwt.AccessToken.VoiceGrant({ incomingAllow: true }));
      return { token: token.toJwt() };
    },
    async twiml() {
      // Three of them, in turn, as the desk's own service rings.
      const rung = [0, 1, 2].map((index) => agents[(calls + index) % agents.length]);
      calls += 1;
      const clients = [...new Set(rung)].map(
        (agent) =>
          `<Client statusCallback="${apiUrl}/callStatus" statusCallbackEvent="answered completed">${agent}</Client>`,
      );
      return `<Response><Dial>${clients.join('')}</Dial></Response>`;
    },
    async callStatus() {},
    async presence() {},
    async startPaySession(body) {
      const { callSid } = JSON.parse(body) as Asked;
      const { sid } = await update(`${payments(callSid)}.json`, { ChargeAmount: '12.00' });
      const state = { paySid: sid, callSid, document: `floor-${sid}`, state: 'started', captured: {} };
      shown.set(sid, state);
      await ask(documents, { UniqueName: state.document, Data: JSON.stringify(state) });
      return { ...state, required: FIELDS_OF['credit-card'] };
    },
    async updatePaySession(body) {
      const { paySid, capture } = JSON.parse(body) as Asked;
      await update(`${payments(String(shown.get(paySid)?.callSid))}/${paySid}.json`, { Capture: capture });
    },
    async completePaySession(body) {
      const { paySid } = JSON.parse(body) as Asked;
      await update(`${payments(String(shown.get(paySid)?.callSid))}/${paySid}.json`, { Status: 'complete' });
    },
    async statusCallback(body) {
      const form = new URLSearchParams(body);
      const state = shown.get(form.get('Sid') ?? '');
      const capture = readCapture(form.get('Capture') ?? '');
      if (!state) return;
      const typed = capture && form.get(parameterOf(fieldOf(capture)));
      if (form.get('Result') === 'success') state.state = 'succeeded';
      else if (capture && form.get('PartialResult') !== 'true') state.captured[capture] = typed ?? '';
      else state.typed = typed;
      await ask(`${documents}/${state.document}`, { Data: JSON.stringify(state) });
    },
    async processor() {
      return { charge_id: 'ch_floor', error_code: null, error_message: null };
    },
  };

  const handlerOf =
    (name: string): Handler =>
    async (event) => {
      const result = await operations[name]?.(event.body ?? '');
      const isXml = typeof result === 'string';
      return {
        statusCode: 200,
        headers: { 'content-type': isXml ? 'text/xml' : 'application/json' },
        body: isXml ? result : JSON.stringify(result ?? {}),
      };
    };
  const handlers = new Map(Object.keys(operations).map((name) => [name, handlerOf(name)]));
  const routes = [...handlers.keys()].map(
    (name): RouteDefinition => ({
      name,
      method: 'POST',
      paths: [`/${name}`],
      entry: name,
      auth: { kind: 'twilioSignature' },
      environment: [],
    }),
  );
  const host = createApiHost({
    routes,
    stage: 'api',
    loadHandler: async (entry) => handlers.get(entry) as Handler,
    authorize: async () => ({}),
    onCrash: (_route, _requestId, error) => process.stderr.write(`${error}\n`),
  });
  server.on('request', (request, response) => void host(request, response));

  return {
    apiUrl,
    simulatorUrl: url,
    async close() {
      await stopListening(server);
      await simulator.close();
    },
  };
}
