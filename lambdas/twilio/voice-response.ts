/** What to do with a call, as TwiML. Written here because the helper library's builder weighs 70 kB. */

/** One verb or noun, as XML. */
export type Verb = string;

export interface RingAgents {
  readonly identities: readonly string[];
  /** Given to every agent's page, which needs the caller's leg for payments. */
  readonly parentCallSid: string;
  readonly statusCallback: string;
  /** Asked what comes next, once nobody has answered or the conversation is over. */
  readonly action: string;
  readonly seconds: number;
}

export function respond(...verbs: readonly Verb[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element('Response', {}, verbs.join(''))}`;
}

/** Rings every identity at once; the first to answer is connected (Twilio docs: at most ten). */
export function ringAgents({ identities, parentCallSid, statusCallback, action, seconds }: RingAgents): Verb {
  const clients = identities.map((identity) =>
    element(
      'Client',
      {
        statusCallback,
        // Whether it rang at all is told by its end.
        statusCallbackEvent: 'answered completed',
        statusCallbackMethod: 'POST',
      },
      element('Identity', {}, escapeXml(identity)) +
        element('Parameter', { name: 'parentCallSid', value: parentCallSid }),
    ),
  );
  return element('Dial', { answerOnBridge: 'true', timeout: String(seconds), action }, clients.join(''));
}

export interface CallNumber {
  /** E.164. */
  readonly number: string;
  /** Shown to whoever is called: a number of ours. */
  readonly callerId: string;
  readonly statusCallback: string;
  /** Asked what comes next, once it is over, whatever came of it. */
  readonly action: string;
  readonly seconds: number;
}

/** Calls a telephone; the caller hears it ring until somebody answers. */
export function callNumber({ number, callerId, statusCallback, action, seconds }: CallNumber): Verb {
  return element(
    'Dial',
    { answerOnBridge: 'true', callerId, timeout: String(seconds), action },
    element(
      'Number',
      { statusCallback, statusCallbackEvent: 'answered completed', statusCallbackMethod: 'POST' },
      escapeXml(number),
    ),
  );
}

export function say(sentence: string): Verb {
  return element('Say', {}, escapeXml(sentence));
}

export function play(url: string): Verb {
  return element('Play', {}, escapeXml(url));
}

export function pause(seconds: number): Verb {
  return element('Pause', { length: String(seconds) });
}

export function hangUp(): Verb {
  return element('Hangup', {});
}

/** Puts the caller on hold in a queue. The wait page is asked for again and again, the action once they are out of it. */
export function enqueue(queue: string, waitUrl: string, action: string): Verb {
  return element('Enqueue', { waitUrl, waitUrlMethod: 'POST', action, method: 'POST' }, escapeXml(queue));
}

/** Goes on with the TwiML at an address. */
export function redirect(url: string): Verb {
  return element('Redirect', { method: 'POST' }, escapeXml(url));
}

/** Takes the caller out of the queue: its action comes next. */
export function leaveQueue(): Verb {
  return element('Leave', {});
}

function element(name: string, attributes: Readonly<Record<string, string>>, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const start = `<${name}${written.join('')}`;
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
