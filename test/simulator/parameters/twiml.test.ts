import { afterEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { SUPPORTED } from '#simulator/twiml/attributes.ts';
import { type CallHouse, NUMBER, openCallHouse } from '#test/support/call-house.ts';
import { openPhone } from '#test/support/phone-page.ts';
import { attributesOf, elementsIn } from './helper-parameters.ts';
import { allRefused, type Refused, refused } from './rest-operation.ts';

/** What is set is obeyed or refused, never accepted and ignored: every attribute of every verb and noun. */
let house: CallHouse;
afterEach(() => house?.close());

const response = (inner: string) => `<Response>${inner}</Response>`;
const LONG = response('<Pause length="600"/>');

interface Call {
  readonly sid: string;
  readonly phone: Awaited<ReturnType<typeof openPhone>>;
}
/** Runs a document on the call of a phone page that somebody holds. */
async function call(inner: string, settings = {}): Promise<Call> {
  house = await openCallHouse(
    {
      '/voice': response(inner),
      '/next': LONG,
      'GET /next': LONG,
      '/status': 204,
      '/words': response('<Say>Words.</Say>'),
      'GET /words': response('<Say>Words.</Say>'),
    },
    { settings },
  );
  await house.control('PUT', `/simulator/customers/${FRIEND}`, {});
  await house.control('PUT', `/simulator/customers/${RINGS}`, { answer: 'rings' });
  const phone = await openPhone(house.simulator);
  phone.say({ type: 'call', to: NUMBER });
  const { callSid } = await phone.next('state');
  phone.next('wantOffer').then(
    ({ id }) => phone.say({ type: 'sdp', id }),
    () => {},
  );
  return { sid: callSid, phone };
}
const FRIEND = '+14155550188';
const RINGS = '+14155550189';
const GOES_ON = '<Redirect>/next</Redirect>';
const isAsked = (path: string) => house.until(() => house.told(path)[0]);
const legOf = (to: string) => house.until(() => house.simulator.calls.list().find((leg) => leg.to === to));
const press = async (sid: string, keys: string) => {
  await house.hasStatus(sid, 'in-progress');
  for (const key of keys) house.simulator.calls.pressKey(sid, key);
};
/** The document runs, and waits for a time. */
const timer = () => house.until(() => house.told('/voice').length > 0 && house.clock.pending === 1);

type Obeyed = () => Promise<void>;
type Rows = Readonly<Record<string, Obeyed | Refused | readonly (Obeyed | Refused)[]>>;

/** Says how often a phone hears something. */
async function hears(inner: string, type: 'say' | 'play', times: number): Promise<void> {
  const { phone } = await call(inner);
  for (let time = 0; time < times; time++) {
    const { id } = await phone.next(type);
    phone.say({ type: 'heard', id });
  }
  await isAsked('/next');
  expect(phone.socket.messages().filter((message) => message.type === type)).toHaveLength(times);
}

/** A noun that is called: what its callbacks and its own document do. */
const noun = (open: string, close: string): Rows => {
  const dial = (attributes: string) => `<Dial><${open} ${attributes}>${close}</Dial>`;
  return {
    async url() {
      await placed(dial('url="/words"'));
      await isAsked('/words');
    },
    async method() {
      await placed(dial('url="/words" method="GET"'));
      await isAsked('GET /words');
    },
    async statusCallback() {
      const sid = await placed(dial('statusCallback="/status"'));
      await house.until(() => house.children(sid).some(({ status }) => status === 'in-progress'));
      house.simulator.calls.hangUp(sid);
      expect(await isAsked('/status')).toMatchObject({ CallStatus: 'completed' });
    },
    async statusCallbackEvent() {
      await placed(dial('statusCallback="/status" statusCallbackEvent="initiated answered"'));
      await house.until(() => house.told('/status').length === 2);
      expect(house.told('/status')[0]).toMatchObject({ CallStatus: 'initiated' });
    },
    async statusCallbackMethod() {
      await placed(
        dial('statusCallback="/status" statusCallbackEvent="initiated" statusCallbackMethod="GET"'),
      );
      await isAsked('GET /status');
    },
  };
};
/** A call whose dialled leg the simulator answers. */
async function placed(inner: string): Promise<string> {
  house = await openCallHouse({
    '/voice': response(inner),
    '/words': response('<Say>Words.</Say>'),
    'GET /words': response('<Say>Words.</Say>'),
  });
  return house.place({ answer: 'headless' });
}

/** A conference of two; the attributes are those of the second. */
async function meets(attributes: string, first = '', settings = {}) {
  const one = `<Dial><Conference waitUrl="" ${first}>room</Conference></Dial>${GOES_ON}`;
  const { sid, phone } = await call(one, settings);
  await house.hasStatus(sid, 'in-progress');
  const room = await inRoom(1);
  const { sid: other } = await house.client.calls.create({
    to: FRIEND,
    from: NUMBER,
    twiml: response(
      `<Dial><Conference ${attributes}>room</Conference></Dial><Pause length="600"/>`,
    ).replaceAll('="/', `="${house.applicationUrl}/`),
  });
  return { sid, phone, other, room };
}
async function inRoom(people: number) {
  for (;;) {
    const rooms = [
      ...(await house.client.conferences.list({ status: 'init' })),
      ...(await house.client.conferences.list({ status: 'in-progress' })),
    ];
    const sid = rooms[0]?.sid;
    if (sid === undefined) continue;
    const all = await house.client.conferences(sid).participants.list();
    if (all.length === people) return { sid, all };
  }
}
async function second(attributes: string) {
  const met = await meets(attributes);
  const { all } = await inRoom(2);
  return { ...met, participant: all.find(({ callSid }) => callSid === met.other) };
}
const EVENTS = 'statusCallback="/status" statusCallbackEvent="join start"';

const TABLE: Readonly<Record<string, Rows>> = {
  Say: {
    loop: () => hears(`<Say loop="2">x</Say>${GOES_ON}`, 'say', 2),
    async language() {
      const { phone } = await call('<Say language="de-DE">x</Say>');
      expect(await phone.next('say')).toMatchObject({ language: 'de-DE' });
    },
    async voice() {
      const { phone } = await call('<Say voice="Polly.Vicki">x</Say>');
      expect(await phone.next('say')).toMatchObject({ voice: 'Polly.Vicki' });
    },
  },
  Play: {
    loop: () => hears(`<Play loop="2">/x.mp3</Play>${GOES_ON}`, 'play', 2),
    digits: refused('1w2'),
  },
  Pause: {
    async length() {
      await call(`<Pause length="7"/>${GOES_ON}`);
      await timer();
      house.clock.advanceBy(6999);
      expect(house.told('/next')).toEqual([]);
      house.clock.advanceBy(1);
      await isAsked('/next');
    },
  },
  Redirect: {
    async method() {
      await call('<Redirect method="GET">/next</Redirect>');
      await isAsked('GET /next');
    },
  },
  Reject: {
    async reason() {
      const { sid } = await call('<Reject reason="busy"/>');
      await house.hasStatus(sid, 'busy');
    },
  },
  Gather: {
    ...allRefused(`bargeIn debug enhanced hints language maxSpeechTime partialResultCallback
      partialResultCallbackMethod profanityFilter speechModel speechTimeout`),
    input: [
      refused('speech'),
      refused('dtmf speech'),
      async () => {
        const { sid } = await call('<Gather input="dtmf" numDigits="1" action="/next"/>');
        await timer();
        await press(sid, '1');
        await isAsked('/next');
      },
    ],
    async action() {
      const { sid } = await call('<Gather numDigits="1" action="/next"/>');
      await timer();
      await press(sid, '1');
      expect(await isAsked('/next')).toMatchObject({ Digits: '1' });
    },
    async method() {
      const { sid } = await call('<Gather numDigits="1" action="/next" method="GET"/>');
      await timer();
      await press(sid, '1');
      await isAsked('GET /next');
    },
    async numDigits() {
      const { sid } = await call('<Gather numDigits="2" action="/next"/>');
      await timer();
      await press(sid, '123');
      expect(await isAsked('/next')).toMatchObject({ Digits: '12' });
    },
    async finishOnKey() {
      const { sid } = await call('<Gather finishOnKey="*" action="/next"/>');
      await timer();
      await press(sid, '1#*');
      expect(await isAsked('/next')).toMatchObject({ Digits: '1#' });
    },
    async timeout() {
      await call(`<Gather timeout="9"/>${GOES_ON}`);
      await timer();
      house.clock.advanceBy(8999);
      expect(house.told('/next')).toEqual([]);
      house.clock.advanceBy(1);
      await isAsked('/next');
    },
    async actionOnEmptyResult() {
      await call('<Gather timeout="1" actionOnEmptyResult="true" action="/next"/>');
      await timer();
      house.clock.advanceBy(1000);
      expect(await isAsked('/next')).toMatchObject({ Digits: '' });
    },
  },
  Enqueue: {
    workflowSid: refused('WW1'),
    async action() {
      const { sid } = await call('<Enqueue action="/next" waitUrl="">q</Enqueue>');
      await house.hasStatus(sid, 'in-progress');
      while ((await house.client.queues.list())[0]?.currentSize !== 1);
      house.simulator.calls.hangUp(sid);
      expect(await isAsked('/next')).toMatchObject({ QueueResult: 'hangup' });
    },
    async method() {
      const { sid } = await call('<Enqueue action="/next" method="GET" waitUrl="">q</Enqueue>');
      while ((await house.client.queues.list())[0]?.currentSize !== 1);
      house.simulator.calls.hangUp(sid);
      await isAsked('GET /next');
    },
    async waitUrl() {
      await call('<Enqueue waitUrl="/words">q</Enqueue>');
      expect(await isAsked('/words')).toMatchObject({ QueuePosition: '1' });
    },
    async waitUrlMethod() {
      await call('<Enqueue waitUrl="/words" waitUrlMethod="GET">q</Enqueue>');
      await isAsked('GET /words');
    },
    async maxQueueSize() {
      await call('<Enqueue waitUrl="" maxQueueSize="3">q</Enqueue>');
      while ((await house.client.queues.list())[0]?.maxSize !== 3);
    },
  },
  Dial: {
    ...allRefused(`events hangupOnStar passports record recordingConfigurationId recordingStatusCallback
      recordingStatusCallbackEvent recordingStatusCallbackMethod recordingTrack referMethod referUrl ringTone
      sequential timeLimit trim`),
    async action() {
      await call('<Dial action="/next"><Client>nobody</Client></Dial>');
      expect(await isAsked('/next')).toMatchObject({ DialCallStatus: 'no-answer' });
    },
    async method() {
      await call('<Dial action="/next" method="GET"><Client>nobody</Client></Dial>');
      await isAsked('GET /next');
    },
    async timeout() {
      await call(`<Dial timeout="8">${RINGS}</Dial>${GOES_ON}`);
      await house.hasStatus((await legOf(RINGS)).sid, 'ringing');
      house.clock.advanceBy(7999);
      expect(house.told('/next')).toEqual([]);
      house.clock.advanceBy(1);
      await isAsked('/next');
    },
    async answerOnBridge() {
      const { sid } = await call(`<Dial answerOnBridge="true">${RINGS}</Dial>`);
      await house.hasStatus((await legOf(RINGS)).sid, 'ringing');
      expect(house.simulator.calls.find(sid)?.status).toBe('ringing');
    },
    async callerId() {
      await call(`<Dial callerId="${NUMBER}">${FRIEND}</Dial>`);
      expect((await legOf(FRIEND)).from).toBe(NUMBER);
    },
  },
  Client: noun('Client', 'ana</Client>'),
  Number: {
    ...allRefused(`amdStatusCallback amdStatusCallbackMethod byoc machineDetection machineDetectionSilenceTimeout
      machineDetectionSpeechEndThreshold machineDetectionSpeechThreshold machineDetectionTimeout sendDigits`),
    ...noun('Number', `${FRIEND}</Number>`),
  },
  Parameter: {
    async name() {
      await parameterArrives();
    },
    async value() {
      await parameterArrives();
    },
  },
  Queue: {
    ...allRefused('postWorkActivitySid reservationSid'),
    async url() {
      await dequeues('url="/words"');
      expect(await isAsked('/words')).toMatchObject({ QueueTime: '0' });
    },
    async method() {
      await dequeues('url="/words" method="GET"');
      await isAsked('GET /words');
    },
  },
  Conference: {
    ...allRefused(`eventCallbackUrl jitterBufferSize recordingConfigurationId recordingStatusCallback
      recordingStatusCallbackEvent recordingStatusCallbackMethod region trim`),
    record: [refused('record-from-start'), async () => void (await second('record="do-not-record"'))],
    async muted() {
      expect((await second('muted="true"')).participant?.muted).toBe(true);
    },
    async beep() {
      const { phone } = await second('beep="onEnter"');
      expect(await phone.next('play')).toMatchObject({ url: '/phone/beep.wav' });
      await house.close();
      const { phone: other } = await second('beep="false"');
      expect(other.socket.messages().filter(({ type }) => type === 'play')).toEqual([]);
    },
    async startConferenceOnEnter() {
      const { room } = await meets('startConferenceOnEnter="false"', 'startConferenceOnEnter="false"');
      await inRoom(2);
      expect((await house.client.conferences(room.sid).fetch()).status).toBe('init');
    },
    async endConferenceOnExit() {
      const { other } = await second('endConferenceOnExit="true"');
      house.simulator.calls.hangUp(other);
      await isAsked('/next');
    },
    async participantLabel() {
      const { room, other } = await second('participantLabel="friend"');
      const found = await house.client.conferences(room.sid).participants('friend').fetch();
      expect(found.callSid).toBe(other);
    },
    async coach() {
      const { sid } = await call('<Dial><Conference waitUrl="">room</Conference></Dial>');
      const { sid: room } = await inRoom(1);
      await house.client.calls.create({
        to: FRIEND,
        from: NUMBER,
        twiml: response(`<Dial><Conference coach="${sid}">room</Conference></Dial>`),
      });
      await inRoom(2);
      const coaches = await house.client.conferences(room).participants.list({ coaching: true });
      expect(coaches).toMatchObject([{ callSidToCoach: sid }]);
    },
    async maxParticipants() {
      const { other } = await meets('', 'maxParticipants="1"');
      await house.hasStatus(other, 'in-progress');
      await house.until(() => house.clock.pending > 0);
      await inRoom(1);
    },
    async waitUrl() {
      await call('<Dial><Conference waitUrl="/words">room</Conference></Dial>');
      await isAsked('/words');
    },
    async waitMethod() {
      await call('<Dial><Conference waitUrl="/words" waitMethod="GET">room</Conference></Dial>');
      await isAsked('GET /words');
    },
    async statusCallback() {
      await meets('', EVENTS);
      await house.until(() => house.told('/status').length === 3);
    },
    async statusCallbackEvent() {
      await meets('', EVENTS.replace('join start', 'start'));
      expect(await isAsked('/status')).toMatchObject({ StatusCallbackEvent: 'conference-start' });
    },
    async statusCallbackMethod() {
      await meets('', `${EVENTS} statusCallbackMethod="GET"`);
      await isAsked('GET /status');
    },
  },
};

async function parameterArrives(): Promise<void> {
  const { registerClient } = await import('#test/support/signal-client.ts');
  house = await openCallHouse({
    '/voice': response(
      '<Dial><Client><Identity>ana</Identity><Parameter name="a" value="b"/></Client></Dial>',
    ),
  });
  const ana = await registerClient(house, 'ana');
  await house.place();
  expect((await ana.next('invite')).payload).toMatchObject({ parameters: { Params: 'a=b' } });
}

/** A friend waits in a queue, and the caller dials it. */
async function dequeues(attributes: string): Promise<void> {
  house = await openCallHouse({
    '/voice': response(`<Dial><Queue ${attributes}>q</Queue></Dial>`),
    '/words': response('<Say>Words.</Say>'),
    'GET /words': response('<Say>Words.</Say>'),
  });
  await house.control('PUT', `/simulator/customers/${FRIEND}`, {});
  await house.client.calls.create({
    to: FRIEND,
    from: NUMBER,
    twiml: response('<Enqueue waitUrl="">q</Enqueue>'),
  });
  while ((await house.client.queues.list())[0]?.currentSize !== 1);
  await house.place();
}

/** Elements without an attribute of their own, in the helper too. */
const BARE = ['Response', 'Hangup', 'Leave', 'Identity'];
/** Elements whose table is elsewhere. */
const ELSEWHERE = ['Pay', 'Prompt'];

const rowsOf = (rows: Rows) =>
  Object.entries(rows).flatMap(([name, what]) =>
    [what].flat().map((one) => [name, one as Obeyed | Refused] as const),
  );

/** A document with the element where it belongs. */
function documentWith(element: string, attribute: string): string {
  const inner: Record<string, string> = {
    Client: `<Dial><Client ${attribute}>ana</Client></Dial>`,
    Number: `<Dial><Number ${attribute}>${FRIEND}</Number></Dial>`,
    Queue: `<Dial><Queue ${attribute}>q</Queue></Dial>`,
    Conference: `<Dial><Conference ${attribute}>room</Conference></Dial>`,
    Dial: `<Dial ${attribute}>${FRIEND}</Dial>`,
  };
  return inner[element] ?? `<${element} ${attribute}>x</${element}>`;
}

describe.each(Object.entries(TABLE))('<%s>', (element, rows) => {
  it('has a row for each attribute of the installed helper, and for no other', () => {
    expect(Object.keys(rows).sort()).toEqual(attributesOf(element));
  });

  const obeyed = rowsOf(rows).flatMap(([name, one]) =>
    typeof one === 'function' ? [[name, one] as const] : [],
  );
  it.each(obeyed)('obeys %s', (_name, check) => check());

  const refusals = rowsOf(rows).flatMap(([name, one]) =>
    typeof one === 'function' ? [] : [[name, one.refused] as const],
  );
  if (refusals.length > 0) {
    it.each(refusals)('refuses %s="%s"', async (name, value) => {
      house = await openCallHouse({ '/voice': response(documentWith(element, `${name}="${value}"`)) });
      await house.hasStatus(await house.place(), 'failed');
      expect(JSON.stringify(house.simulator.requests.list())).toContain('"Simulator: ');
    });
  }
});

it('has a table for every element that the simulator knows', () => {
  expect([...Object.keys(TABLE), ...BARE, ...ELSEWHERE.filter((name) => name in SUPPORTED)].sort()).toEqual(
    Object.keys(SUPPORTED).sort(),
  );
});

it('refuses every other element that the helper can write', async () => {
  const known = [...Object.keys(SUPPORTED), ...ELSEWHERE];
  const others = elementsIn('VoiceResponse').filter((name) => !known.includes(name));
  expect(others).toEqual(expect.arrayContaining(['Record', 'Sip', 'Stream', 'break']));
  for (const name of others) {
    for (const inner of [`<${name}/>`, `<Dial><${name}/></Dial>`, `<Say>a<${name}/></Say>`]) {
      house = await openCallHouse({ '/voice': response(inner) });
      await house.hasStatus(await house.place(), 'failed');
      await house.close();
    }
  }
});

it('reads what the helper writes', () => {
  const document = new twilio.twiml.VoiceResponse();
  document
    .dial()
    .conference({ statusCallbackEvent: ['join', 'leave'], startConferenceOnEnter: true }, 'room');
  expect(document.toString()).toContain('statusCallbackEvent="join leave"');
});
