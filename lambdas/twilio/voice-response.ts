/** What to do with an incoming call, as TwiML. Written here because the helper library's builder weighs 70 kB. */

export interface RingAgents {
  readonly identities: readonly string[];
  /** Given to every agent's page, which needs the caller's leg for payments. */
  readonly parentCallSid: string;
  readonly statusCallback: string;
}

/** Rings every identity at once; the first to answer is connected (Twilio docs: at most ten). */
export function ringAgents({ identities, parentCallSid, statusCallback }: RingAgents): string {
  const clients = identities.map((identity) =>
    element(
      'Client',
      {
        statusCallback,
        // Whoever is rung and does not answer changes nothing: the others cost requests only.
        statusCallbackEvent: 'answered completed',
        statusCallbackMethod: 'POST',
      },
      element('Identity', {}, escapeXml(identity)) +
        element('Parameter', { name: 'parentCallSid', value: parentCallSid }),
    ),
  );
  return respond(element('Dial', { answerOnBridge: 'true' }, clients.join('')));
}

/** Says one sentence and hangs up. */
export function sayGoodbye(sentence: string): string {
  return respond(element('Say', {}, escapeXml(sentence)) + element('Hangup', {}));
}

function respond(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element('Response', {}, content)}`;
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
