import { describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { parseTwiml } from '#simulator/twiml/parse.ts';
import { TwimlError } from '#simulator/twiml/twiml-error.ts';

const inResponse = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`;

const dial = {
  verb: 'Dial',
  timeoutSeconds: 30,
  answerOnBridge: false,
};

describe('parseTwiml', () => {
  it.each<[string, unknown]>([
    ['<Say>Hello &amp; welcome</Say>', { verb: 'Say', text: 'Hello & welcome', language: 'en-US', loop: 1 }],
    [
      '<Say language="es-ES" voice="alice" loop="2">Hola</Say>',
      { verb: 'Say', text: 'Hola', language: 'es-ES', voice: 'alice', loop: 2 },
    ],
    ['<Play>http://a.example/b.mp3</Play>', { verb: 'Play', url: 'http://a.example/b.mp3', loop: 1 }],
    ['<Pause/>', { verb: 'Pause', seconds: 1 }],
    ['<Pause length="5"/>', { verb: 'Pause', seconds: 5 }],
    ['<Redirect method="POST">../next</Redirect>', { verb: 'Redirect', url: '../next', method: 'POST' }],
    ['<Redirect method="get">/x</Redirect>', { verb: 'Redirect', url: '/x', method: 'GET' }],
    ['<Say loop="0">x</Say>', { verb: 'Say', text: 'x', language: 'en-US', loop: 0 }],
    ['<Reject/>', { verb: 'Reject', reason: 'rejected' }],
    ['<Reject reason="busy"/>', { verb: 'Reject', reason: 'busy' }],
    ['<Hangup/>', { verb: 'Hangup' }],
    ['<!-- a note --><Hangup/>', { verb: 'Hangup' }],
    [
      '<Dial>(415) 555-0142</Dial>',
      { ...dial, nouns: [{ kind: 'number', target: '4155550142', parameters: [] }] },
    ],
    [
      '<Dial timeout="12" answerOnBridge="true" callerId="+14155550100" action="/after"><Client>ana</Client></Dial>',
      {
        verb: 'Dial',
        timeoutSeconds: 12,
        answerOnBridge: true,
        callerId: '+14155550100',
        action: { url: '/after', method: 'POST' },
        nouns: [{ kind: 'client', target: 'ana', parameters: [] }],
      },
    ],
    ['<Leave/>', { verb: 'Leave' }],
    [
      '<Enqueue action="/a" method="GET" waitUrl="/w" maxQueueSize="5">sales</Enqueue>',
      {
        verb: 'Enqueue',
        name: 'sales',
        action: { url: '/a', method: 'GET' },
        wait: { url: '/w', method: 'POST' },
        maxQueueSize: 5,
      },
    ],
    ['<Enqueue>sales</Enqueue>', { verb: 'Enqueue', name: 'sales', wait: 'music' }],
    ['<Enqueue waitUrl="">sales</Enqueue>', { verb: 'Enqueue', name: 'sales', wait: 'silence' }],
    [
      '<Dial><Queue url="/soon">sales</Queue></Dial>',
      { ...dial, nouns: [], queue: { name: 'sales', whisper: { url: '/soon', method: 'POST' } } },
    ],
    [
      '<Gather numDigits="4" finishOnKey="" action="/g"><Say>Hi</Say><Pause/></Gather>',
      {
        verb: 'Gather',
        prompts: [
          { verb: 'Say', text: 'Hi', language: 'en-US', loop: 1 },
          { verb: 'Pause', seconds: 1 },
        ],
        numDigits: 4,
        timeoutSeconds: 5,
        finishOnKey: '',
        action: { url: '/g', method: 'POST' },
        method: 'POST',
        actionOnEmptyResult: false,
      },
    ],
    [
      '<Dial><Number url="/whisper" statusCallback="/s">+14155550142</Number></Dial>',
      {
        ...dial,
        nouns: [
          {
            kind: 'number',
            target: '+14155550142',
            parameters: [],
            whisper: { url: '/whisper', method: 'POST' },
            statusCallback: { url: '/s', method: 'POST' },
          },
        ],
      },
    ],
  ])('reads %s', (inner, verb) => {
    expect(parseTwiml(inResponse(inner), inner === '<Leave/>' ? 'wait' : 'call')).toEqual([verb]);
  });

  it("reads what Twilio's own library writes for several clients with parameters", () => {
    const response = new twilio.twiml.VoiceResponse();
    const dialled = response.dial({ answerOnBridge: true });
    for (const name of ['ana', 'ben']) {
      const client = dialled.client({
        statusCallback: 'https://app.example/status',
        statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      });
      client.identity(name);
      client.parameter({ name: 'parentCallSid', value: 'CA1' });
    }
    response.say('Nobody is free.');

    expect(parseTwiml(response.toString())).toEqual([
      {
        ...dial,
        answerOnBridge: true,
        nouns: ['ana', 'ben'].map((target) => ({
          kind: 'client',
          target,
          parameters: [['parentCallSid', 'CA1']],
          statusCallback: { url: 'https://app.example/status', method: 'POST' },
          statusCallbackEvents: ['initiated', 'ringing', 'answered', 'completed'],
        })),
      },
      { verb: 'Say', text: 'Nobody is free.', language: 'en-US', loop: 1 },
    ]);
  });

  it("reads what Twilio's own library writes for a queue", () => {
    const waiting = new twilio.twiml.VoiceResponse();
    const gather = waiting.gather({ numDigits: 1, action: '/key', timeout: 3, actionOnEmptyResult: true });
    gather.say('Press 1 to be called back.');
    waiting.play({ loop: 0 }, '/music.mp3');
    waiting.leave();
    const calling = new twilio.twiml.VoiceResponse();
    calling.enqueue({ action: '/after', waitUrl: '/wait', waitUrlMethod: 'GET' }, 'sales');
    const taking = new twilio.twiml.VoiceResponse();
    taking.dial({ action: '/done' }).queue({ url: '/soon' }, 'sales');

    expect(parseTwiml(waiting.toString(), 'wait').map(({ verb }) => verb)).toEqual([
      'Gather',
      'Play',
      'Leave',
    ]);
    expect(parseTwiml(calling.toString())).toMatchObject([
      { name: 'sales', wait: { url: '/wait', method: 'GET' } },
    ]);
    expect(parseTwiml(taking.toString())).toMatchObject([{ queue: { name: 'sales' }, nouns: [] }]);
  });

  it('reads an empty response as nothing to do', () => {
    expect(parseTwiml('<Response/>')).toEqual([]);
  });

  it.each([
    ['a verb', '<Record/>', '<Record> in <Response> is not supported'],
    ['a verb in other letters', '<say>x</say>', '<say> in <Response> is not supported'],
    ['a noun as a verb', '<Client>ana</Client>', '<Client> is not a verb of <Response>'],
    ['a noun', '<Dial><Sip>sip:a@b.example</Sip></Dial>', '<Sip> in <Dial> is not supported'],
    ['an attribute', '<Dial record="true"><Client>a</Client></Dial>', '"record" of <Dial> is not supported'],
    ['an attribute of a noun', '<Dial><Number sendDigits="1">+1</Number></Dial>', '"sendDigits" of <Number>'],
    ['a child of a client', '<Dial><Client><Sip/></Client></Dial>', '<Sip> in <Client> is not supported'],
    ['speech', '<Gather input="speech"/>', 'input of <Gather> is not dtmf'],
    ['TaskRouter', '<Enqueue workflowSid="WW1"/>', '"workflowSid" of <Enqueue> is not supported'],
    ['markup in speech', '<Say>a <break/> b</Say>', '<break> inside <Say> is not supported'],
  ])('refuses %s it does not know, in its own voice', (_what, inner, message) => {
    const error = errorOf(inResponse(inner));

    expect(error.code).toBe('unsupported');
    expect(error.message).toMatch(/^Simulator: /);
    expect(error.message).toContain(message);
  });

  it.each([
    ['nothing at all', ''],
    ['text', 'hello'],
    ['JSON', '{"say":"hi"}'],
    ['a document cut short', '<Response><Say>hi'],
    ['two roots', '<Response/><Response/>'],
    ['another root', '<Twiml/>'],
    ['an empty Say', inResponse('<Say/>')],
    ['a Dial of nobody', inResponse('<Dial/>')],
    ['a Dial of eleven', inResponse(`<Dial>${'<Client>a</Client>'.repeat(11)}</Dial>`)],
    ['a client without a name', inResponse('<Dial><Client></Client></Dial>')],
    ['a parameter without a name', inResponse('<Dial><Client>a<Parameter value="1"/></Client></Dial>')],
    ['a timeout that is no number', inResponse('<Dial timeout="soon"><Client>a</Client></Dial>')],
    ['a timeout past Twilio’s longest', inResponse('<Dial timeout="601"><Client>a</Client></Dial>')],
    ['an event that is none', inResponse('<Dial><Client statusCallbackEvent="busy">a</Client></Dial>')],
    ['a method that is none', inResponse('<Redirect method="PUT">/x</Redirect>')],
    ['a queue beside another noun', inResponse('<Dial><Queue>a</Queue><Client>b</Client></Dial>')],
    ['a finishing key that is none', inResponse('<Gather finishOnKey="##"/>')],
    ['a verb inside Gather', inResponse('<Gather><Hangup/></Gather>')],
    ['a queue smaller than one', inResponse('<Enqueue maxQueueSize="0">a</Enqueue>')],
    ['a reason that is none', inResponse('<Reject reason="tired"/>')],
  ])('refuses %s as Twilio would', (_what, document) => {
    expect(errorOf(document).code).toBe('invalid');
  });

  it.each([
    ['wait', '<Dial>+14155550142</Dial>'],
    ['wait', '<Enqueue>other</Enqueue>'],
    ['wait', '<Reject/>'],
    ['whisper', '<Dial>+14155550142</Dial>'],
    ['queueWhisper', '<Hangup/>'],
    ['queueWhisper', '<Leave/>'],
    ['call', '<Leave/>'],
  ] as const)('refuses in a document of kind %s: %s', (place, inner) => {
    expect(() => parseTwiml(inResponse(inner), place)).toThrow('is not allowed');
  });

  it('does not expand an entity bomb', () => {
    const bomb = `<!DOCTYPE r [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">
      <!ENTITY c "${'&b;'.repeat(1000)}">]><Response><Say>&c;</Say></Response>`;
    let text = '';
    try {
      const [verb] = parseTwiml(bomb);
      text = verb?.verb === 'Say' ? verb.text : '';
    } catch {
      // Refusing it is as good.
    }
    expect(text.length).toBeLessThan(2_000_000);
  });
});

function errorOf(document: string): TwimlError {
  try {
    parseTwiml(document);
  } catch (error) {
    if (error instanceof TwimlError) return error;
    throw error;
  }
  throw new Error('the document was accepted');
}
