import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { createAccessToken } from '../../lambdas/shared/access-token.ts';
import { readConnectorAnswer } from '../../simulator/connector/connector-answer.ts';
import { parseForm } from '../../simulator/http/form-body.ts';
import { createSimulator } from '../../simulator/index.ts';
import { readParameter } from '../../simulator/pay/custom-parameters.ts';
import { readPhoneMessage } from '../../simulator/phone/messages.ts';
import type { Simulator } from '../../simulator/services.ts';
import {
  decodePacket,
  encodePacket,
  TwilsockFrameError,
} from '../../simulator/sync/socket/twilsock-frame.ts';
import { parseTwiml } from '../../simulator/twiml/parse.ts';
import { TwimlError } from '../../simulator/twiml/twiml-error.ts';
import { decodeMessage } from '../../simulator/voice/messages.ts';
import { silentAnswer, withoutTelephoneEvents } from '../../simulator/voice/sdp.ts';
import { maskParameters } from '../../simulator/webhooks/mask-parameters.ts';
import { ACCOUNT } from '../support/pay-simulator.ts';
import {
  hostileBody,
  hostileJson,
  hostileObject,
  hostileText,
  MARK,
  POISONED_NAMES,
  SEEDS,
} from './hostile-values.ts';

jest.setTimeout(120_000);

const SYNC_SERVICE = `IS${'0'.repeat(32)}`;
let simulator: Simulator;
let callSid: string;
let paySid: string;
const lines: string[] = [];

beforeAll(async () => {
  simulator = await createSimulator({
    port: 0,
    account: ACCOUNT,
    syncServiceSid: SYNC_SERVICE,
    connectors: [
      {
        uniqueName: 'Default',
        endpointUrl: 'http://127.0.0.1:9/',
        username: 'u',
        password: 'p',
        mode: 'TEST',
      },
    ],
    log: (line) => lines.push(line),
  });
  const form = {
    To: '+14155550100',
    From: '+14155550101',
    Twiml: '<Response><Pause length="3600"/></Response>',
  };
  callSid = (await (await rest('POST', `${accounts()}/Calls.json`, form)).json()).sid;
  await control('POST', '/simulator/calls', '{}');
  const payment = { IdempotencyKey: 'k', StatusCallback: 'http://127.0.0.1:9/', ChargeAmount: '1.00' };
  paySid = (await (await rest('POST', `${accounts()}/Calls/${callSid}/Payments.json`, payment)).json()).sid;
});

afterAll(() => simulator.close());

const accounts = () => `/2010-04-01/Accounts/${ACCOUNT.accountSid}`;

function rest(method: string, path: string, form: Readonly<Record<string, string>> = {}): Promise<Response> {
  const credentials = Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64');
  return fetch(simulator.url + path, {
    method,
    headers: { Authorization: `Basic ${credentials}` },
    ...(method === 'GET' ? {} : { body: new URLSearchParams(form) }),
  });
}

function control(method: string, path: string, body: string): Promise<Response> {
  return fetch(simulator.url + path, { method, ...(method === 'GET' ? {} : { body }) });
}

function check<T>(arbitrary: fc.Arbitrary<T>, judge: (value: T) => void): void {
  for (const seed of [...SEEDS, undefined]) {
    fc.assert(fc.property(arbitrary, judge), { numRuns: 300, ...(seed === undefined ? {} : { seed }) });
  }
}

async function checkAll<T>(arbitrary: fc.Arbitrary<T>, judge: (value: T) => Promise<void>, numRuns = 40) {
  for (const seed of [...SEEDS, undefined]) {
    await fc.assert(fc.asyncProperty(arbitrary, judge), {
      numRuns,
      ...(seed === undefined ? {} : { seed }),
    });
  }
}

/** Throws nothing but errors of this kind, and those repeat nothing. */
function failsOnlyWith(kind: new (...words: never[]) => Error, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    expect(error.message.includes(MARK)).toBe(false);
  }
}

describe('a parser of the simulator given anything', () => {
  const names = fc.constantFrom(
    ...[
      'Response',
      'Dial',
      'Client',
      'Identity',
      'Parameter',
      'Number',
      'Say',
      'Play',
      'Pause',
      'Redirect',
      'Reject',
    ],
    ...POISONED_NAMES,
  );
  const attributes = fc.dictionary(
    fc.constantFrom(
      'loop',
      'length',
      'method',
      'url',
      'name',
      'value',
      'timeout',
      'reason',
      ...POISONED_NAMES,
    ),
    fc.oneof(fc.constantFrom('1', '0', 'POST', 'true', 'busy'), hostileText),
    { maxKeys: 3, noNullPrototype: true },
  );
  const elements = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        names,
        attributes,
        fc.oneof(
          { depthSize: 'small' },
          fc.constantFrom('', '+14155550100', 'ana'),
          hostileText.map(escapeXml),
          fc.array(tie('element'), { maxLength: 3 }).map((all) => all.join('')),
        ),
      )
      .map(([name, given, content]) => {
        const written = Object.entries(given).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
        return `<${name}${written.join('')}>${content}</${name}>`;
      }),
  })).element;
  const documents = fc.oneof(
    elements.map((element) => `<Response>${element}</Response>`),
    elements,
    hostileText,
    hostileText.map((text) => `<Response><!DOCTYPE x [<!ENTITY a "${text}">]><Say>&a;</Say></Response>`),
    fc.nat(3000).map((depth) => '<Response>'.repeat(depth)),
  );

  it('reads TwiML or says what is wrong with it', () => {
    check(documents, (document) => failsOnlyWith(TwimlError, () => parseTwiml(document)));
  });

  it('expands no entities without bound', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}">${'bcdefghij'
      .split('')
      .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`)
      .join('')}]><Response><Say>&j;</Say></Response>`;
    failsOnlyWith(TwimlError, () => {
      const [say] = parseTwiml(bomb);
      expect(JSON.stringify(say).length).toBeLessThan(100_000);
    });
  });

  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    hostileObject({ method: ['init', 'message'], payload_size: [0, 5, -1, 1e12] }).map((header) => {
      const text = JSON.stringify(header);
      return Buffer.from(`TWILSOCK V3.0 ${Buffer.byteLength(text)}\r\n${text}\r\nhello`);
    }),
    fc.tuple(fc.nat(), hostileText).map(([size, text]) => Buffer.from(`TWILSOCK V3.0 ${size}\r\n${text}`)),
    fc.tuple(hostileJson, hostileJson).map(([header, payload]) => encodePacket({ header }, payload)),
  );

  it('reads Twilsock frames or says what is wrong with them', () => {
    check(bytes, (frame) => failsOnlyWith(TwilsockFrameError, () => decodePacket(frame)));
  });

  it.each<[string, (text: string) => unknown]>([
    ['signalling messages', decodeMessage],
    ['messages of the phone page', readPhoneMessage],
    ['custom parameters', readParameter],
    ['forms', (text) => parseForm(text).record()],
    ['offers', withoutTelephoneEvents],
    ['offers to answer', (text) => silentAnswer(text, (count) => '0'.repeat(count * 2))],
    [
      'a processor’s answers',
      (body) => readConnectorAnswer('charge', { status: 200, contentType: '', body }),
    ],
  ])('reads %s without a throw', (_, parse) => {
    const fields = {
      type: ['listen', 'invite', 'dtmf', 'call', 'key'],
      payload: [{ callsid: 'CA' }],
      charge_id: ['x', null],
    };
    const texts = fc.oneof(
      hostileBody(hostileObject(fields)),
      hostileText.map((text) => `v=0\r\n${text}`),
    );
    check(texts, (text) => void parse(text));
  });

  it('masks parameters of any name', () => {
    check(hostileObject({ PaymentCardNumber: ['4111111111111111'], SecurityCode: ['123'] }), (given) => {
      const masked = maskParameters(given);
      expect(Object.values(masked).every((value) => typeof value === 'string')).toBe(true);
      const hidden = Object.entries(masked).filter(
        ([name]) => !/^[A-Za-z_]+$/.test(name) || POISONED_NAMES.includes(name),
      );
      expect(hidden.every(([, value]) => ['', '(hidden)'].includes(value))).toBe(true);
    });
  });
});

describe('the simulator’s addresses given anything', () => {
  beforeEach(() => {
    lines.length = 0;
  });

  const forms = hostileObject({
    IdempotencyKey: ['a', 'b'],
    StatusCallback: ['http://127.0.0.1:9/', 'javascript:1', '/x'],
    ChargeAmount: ['1.00', '0', '-1'],
    TokenType: ['reusable'],
    Capture: ['security-code', 'payment-card-number'],
    Status: ['complete', 'cancel', 'completed'],
    Parameter: ['{}', '{"__proto__":"x"}', '['],
    Timeout: ['5', '0'],
    ValidCardTypes: ['visa amex'],
    Data: ['{}', '{"__proto__":{}}'],
    UniqueName: ['doc', '__proto__'],
    Ttl: ['60'],
    Url: ['http://127.0.0.1:9/'],
    PhoneNumber: ['+14155550123'],
    FriendlyName: ['x'],
    Twiml: ['<Response/>'],
  }).map((form) =>
    Object.fromEntries(
      Object.entries(form).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  );
  const paths = () => [
    `${accounts()}/Calls/${callSid}/Payments.json`,
    `${accounts()}/Calls/${callSid}/Payments/${paySid}.json`,
    `${accounts()}/Calls/${callSid}.json`,
    `${accounts()}/Calls.json`,
    `${accounts()}/IncomingPhoneNumbers.json`,
    `${accounts()}/Applications.json`,
    `${accounts()}/Keys.json`,
    '/v1/Services',
    `/v1/Services/${SYNC_SERVICE}/Documents`,
    `/v1/Services/${SYNC_SERVICE}/Documents/__proto__`,
    `/v1/Services/${SYNC_SERVICE}/Documents/doc/Permissions/ana`,
  ];

  /** 501 is the simulator's way to say that it does not know; any other 5xx is a fault of its own. */
  async function assertAnswered(answer: Response): Promise<void> {
    const text = await answer.text();
    expect([answer.status < 500 || answer.status === 501, answer.status]).toEqual([true, answer.status]);
    expect(lines.filter((line) => line.startsWith('simulator bug'))).toEqual([]);
    const repeats = answer.status >= 400 && text.includes(MARK);
    expect([repeats, repeats ? text.replaceAll(MARK, '…') : '']).toEqual([false, '']);
  }

  it('answers any REST request', async () => {
    await checkAll(
      fc.tuple(fc.nat(10), fc.constantFrom('GET', 'POST', 'DELETE'), forms, fc.boolean()),
      async ([index, method, form, inQuery]) => {
        const query = inQuery ? `?${new URLSearchParams(form)}` : '';
        await assertAnswered(await rest(method, `${paths()[index]}${query}`, form));
      },
      100,
    );
  });

  it('answers any control request', async () => {
    const bodies = hostileBody(
      hostileObject({
        from: ['+14155550100'],
        to: ['+14155550100'],
        answer: ['headless', 'browser'],
        digits: ['1', '#'],
        callbacks: [{ lost: { probability: 0 } }],
        rest: [{ probability: 0, failWith: 500 }],
        syncDown: [false],
      }),
    );
    await checkAll(
      fc.tuple(
        fc.constantFrom(
          ['POST', '/simulator/calls'],
          ['POST', '/simulator/calls/CALL/digits'],
          ['POST', '/simulator/calls/__proto__/digits'],
          ['POST', '/simulator/calls/constructor/hangup'],
          ['GET', '/simulator/calls/%E0%A4%A'],
          ['PUT', '/simulator/faults'],
        ) as fc.Arbitrary<readonly [string, string]>,
        bodies,
      ),
      async ([[method, path], body]) => {
        await assertAnswered(await control(method, path.replace('CALL', callSid), body));
        simulator.faults.clear();
      },
      100,
    );
  });

  it.each([
    ['/signal', 'listen'],
    ['/phone/socket', 'none'],
    ['/v3/wsconnect', 'init'],
  ])('stays up whatever %s is sent', async (path, first) => {
    const token = createAccessToken({
      accountSid: ACCOUNT.accountSid,
      apiKeySid: ACCOUNT.apiKeys[0]?.sid ?? '',
      apiKeySecret: ACCOUNT.apiKeys[0]?.secret ?? '',
      identity: 'ana',
      syncServiceSid: SYNC_SERVICE,
      issuedAt: new Date(Date.now() - 1000),
      expiresAt: new Date(Date.now() + 60_000),
    });
    const types = [
      'register',
      'invite',
      'answer',
      'reinvite',
      'hangup',
      'reject',
      'dtmf',
      'message',
      'call',
      'accept',
      'key',
      'sdp',
      'heard',
    ];
    const http = [
      { method: 'POST', path: '/v3/Documents' },
      { method: 'GET', path: '/v3/Documents/__proto__' },
      { method: 'POST', path: '/v4/Subscriptions' },
      { method: 'GET', path: '/%E0%A4%A' },
    ];
    const frames = fc.oneof(
      hostileObject({
        type: types,
        payload: [{ callsid: 'CA', sdp: 'v=0', dtmf: '1' }],
        key: ['1'],
        id: [1],
        to: ['x'],
      }).map((message) => JSON.stringify(message)),
      fc
        .tuple(
          hostileObject({ method: ['message', 'update', 'close'], id: ['1'], http_request: http }),
          hostileJson,
        )
        .map(([header, payload]) => encodePacket(header, payload)),
      hostileText,
      fc.uint8Array({ maxLength: 50 }).map((array) => Buffer.from(array)),
    );
    await checkAll(
      fc.array(frames, { minLength: 1, maxLength: 8 }),
      async (messages) => {
        const socket = new WebSocket(simulator.url.replace('http', 'ws') + path);
        socket.on('error', () => {});
        await once(socket, 'open');
        if (first === 'listen')
          socket.send(JSON.stringify({ type: 'listen', version: '1.6', payload: { token } }));
        if (first === 'init') socket.send(encodePacket({ method: 'init', id: 'IN1', token }));
        for (const message of messages) if (socket.readyState === socket.OPEN) socket.send(message);
        socket.close();
        await once(socket, 'close');
        expect((await fetch(`${simulator.url}/healthz`)).status).toBe(200);
        expect(lines.filter((line) => /bug|failed to handle/.test(line))).toEqual([]);
        expect(lines.some((line) => line.includes(MARK))).toBe(false);
      },
      15,
    );
  });

  // Last, because it ends connections that `fetch` would use again.
  it.each([
    ['PUT', '/simulator/faults'],
    ['POST', '/simulator/calls'],
  ])('refuses more than it can use in %s %s', async (method, path) => {
    const body = `{"syncDown":false${' '.repeat(1024 * 1024)}}`;
    expect((await control(method, path, body)).status).toBe(400);
  });
});

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
