import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulator } from '#simulator/index.ts';
import type { Simulator } from '#simulator/services.ts';

/** The simulator with an application that does the least: it dials an agent and approves every charge. */
export interface SimulatorAlone {
  readonly simulator: Simulator;
  /** Rings, takes a card payment of three fields, and hangs up. */
  takePayment(): Promise<void>;
  close(): Promise<void>;
}

interface Made {
  readonly sid: string;
  readonly callSid: string;
}

const FIELDS = [
  ['payment-card-number', '4111111111111111#'],
  ['expiration-date', '1239#'],
  ['security-code', '123#'],
] as const;

export async function startSimulatorAlone(): Promise<SimulatorAlone> {
  const ended = new Map<string, (result: string) => void>();
  const accepted = new Map<string, () => void>();
  const application = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      const [type, answer] = answerTo(incoming.url ?? '', body);
      response.writeHead(200, { 'Content-Type': type }).end(answer);
    });
  });
  const answerTo = (path: string, body: string): readonly [type: string, body: string] => {
    if (path === '/voice')
      return ['text/xml', '<Response><Dial><Client statusCallback="/status">ana</Client></Dial></Response>'];
    if (path === '/charge') return ['application/json', '{"charge_id":"ch_1","error_code":null}'];
    const form = new URLSearchParams(body);
    const sid = form.get('Sid') ?? '';
    const result = form.get('Result');
    if (result) ended.get(sid)?.(result);
    else if (form.get('Capture') && form.get('PartialResult') !== 'true') accepted.get(sid)?.();
    return ['text/plain', ''];
  };
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
  const simulator = await createSimulator({
    port: 0,
    phoneNumbers: [{ phoneNumber: '+14155550100', voiceUrl: `${address}/voice` }],
    connectors: [
      { uniqueName: 'Default', endpointUrl: `${address}/charge`, username: 'u', password: 'p', mode: 'TEST' },
    ],
  });
  const agent = new Agent({ keepAlive: true });
  const { accountSid, authToken } = simulator.account;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  const ask = (path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Made> =>
    new Promise((resolve, reject) => {
      const outgoing = request(simulator.url + path, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          (response.statusCode ?? 500) < 300
            ? resolve(JSON.parse(text))
            : reject(new Error(`Failed to measure the simulator: ${path} returned ${text}.`)),
        );
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // An idle connection that the server closed in the same moment (Node's docs).
        if (outgoing.reusedSocket && error.code === 'ECONNRESET') resolve(ask(path, body, headers));
        else reject(error);
      });
      outgoing.end(body);
    });
  let key = 0;
  const twilio = (path: string, form: Readonly<Record<string, string>>) => {
    key += 1;
    const body = new URLSearchParams({
      IdempotencyKey: String(key),
      StatusCallback: `${address}/paid`,
      ...form,
    });
    return ask(`/2010-04-01/Accounts/${accountSid}/Calls/${path}`, body.toString(), {
      authorization,
      'content-type': 'application/x-www-form-urlencoded',
    });
  };

  return {
    simulator,
    async takePayment() {
      const { callSid } = await ask('/simulator/calls', '{"answer":"headless","identity":"ana"}');
      const { sid } = await twilio(`${callSid}/Payments.json`, {
        ChargeAmount: '12.00',
        PostalCode: 'false',
      });
      const result = new Promise<string>((resolve) => ended.set(sid, resolve));
      for (const [capture, keys] of FIELDS) {
        const done = new Promise<void>((resolve) => accepted.set(sid, resolve));
        await twilio(`${callSid}/Payments/${sid}.json`, { Capture: capture });
        for (const digit of keys) simulator.calls.pressKey(callSid, digit);
        await done;
      }
      await twilio(`${callSid}/Payments/${sid}.json`, { Status: 'complete' });
      if ((await result) !== 'success') throw new Error('Failed to measure the simulator: a payment failed.');
      accepted.delete(sid);
      ended.delete(sid);
      await ask(`/simulator/calls/${callSid}/hangup`, '');
    },
    async close() {
      agent.destroy();
      await simulator.close();
      application.closeAllConnections();
      await new Promise((resolve) => application.close(resolve));
    },
  };
}
