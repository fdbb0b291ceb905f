import type { Clock, RequestLog, VoiceFallback, Webhooks } from '../services.ts';
import type { Settings } from '../settings.ts';
import { parseTwiml } from '../twiml/parse.ts';
import { TwimlError } from '../twiml/twiml-error.ts';
import type { Dial, Verb } from '../twiml/verbs.ts';
import { type DialResult, dialParameters } from './dial-result.ts';
import type { Leg, Legs } from './legs.ts';
import { untilEnded, wait } from './wait.ts';
import { callParameters } from './webhook-parameters.ts';

export interface TwimlServices {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  readonly requests: RequestLog;
  readonly legs: Legs;
  readonly settings: Settings;
  /** Absent where `<Dial>` is not allowed: on the dialled leg before bridging (Twilio docs). */
  readonly dial?: (dial: Dial, leg: Leg, resolve: (url: string) => string) => Promise<DialResult>;
}

/** Where a leg's TwiML comes from: an address to request, or the document itself. */
export type TwimlSource =
  | {
      readonly url: string;
      readonly method?: 'GET' | 'POST';
      readonly parameters?: Readonly<Record<string, string>>;
    }
  | { readonly document: string };

/** Why a call's TwiML came to an end before its time. */
class Failed extends Error {
  override readonly name = 'Failed';
  /** Twilio's error code; absent when the gap is the simulator's. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs TwiML on a leg until no verb is left or the leg ends; after the last verb the leg stays with its owner. When a
 * document cannot be fetched or run, the fallback is asked once, with `ErrorCode` and `ErrorUrl` (Twilio docs). Without
 * one, or when that fails too, the leg fails with a note.
 */
export async function runTwiml(
  leg: Leg,
  source: TwimlSource,
  services: TwimlServices,
  fallback?: VoiceFallback,
): Promise<void> {
  const position = { url: 'url' in source ? source.url : undefined };
  try {
    await runDocuments(leg, source, services, position);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    if (!fallback || !error.code || leg.ended.aborted) {
      services.legs.move(leg, 'failed', error.message);
      return;
    }
    const parameters = { ErrorCode: error.code, ErrorUrl: position.url ?? '' };
    await runTwiml(leg, { ...fallback, parameters }, services);
  }
}

/** @param position keeps the address of the document that runs */
async function runDocuments(
  leg: Leg,
  source: TwimlSource,
  services: TwimlServices,
  position: { url: string | undefined },
): Promise<void> {
  let next: TwimlSource | undefined = source;
  let redirects = 0;
  try {
    while (next && !(leg.ended.aborted && !reportsDial(next, leg, services))) {
      if ('url' in next) position.url = next.url;
      const document: string = await fetchDocument(leg, next, services);
      if (leg.ended.aborted) return;
      const verbs = parseTwiml(document);
      redirects = verbs[0]?.verb === 'Redirect' ? redirects + 1 : 0;
      if (redirects > MOST_REDIRECTS) {
        throw new TwimlError(
          'unsupported',
          `Failed to continue: ${MOST_REDIRECTS} redirects with nothing between them. Check the TwiML for a redirect loop.`,
        );
      }
      next = await runDocument(leg, verbs, position.url, services);
    }
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    services.requests.add({
      at: services.clock.now().toISOString(),
      kind: 'voice',
      method: 'POST',
      url: position.url ?? '(document given with the call)',
      parameters: { CallSid: leg.sid },
      status: null,
      milliseconds: 0,
      note: error.message,
    });
    throw new Failed(error.message, error.code === 'invalid' ? '12100' : undefined);
  }
}

const MOST_REDIRECTS = 100;

/** When the caller hangs up during `<Dial>`, its action URL is still requested; the response is not run. */
function reportsDial(source: TwimlSource, leg: Leg, { legs, settings }: TwimlServices): boolean {
  return settings.actionAfterCallerHangup && 'parameters' in source && legs.find(leg.sid) === leg;
}

/** @throws Failed with 11205 when nobody responds, 11200 when the response is an error (error dictionary). */
async function fetchDocument(
  leg: Leg,
  source: TwimlSource,
  { webhooks, accountSid }: TwimlServices,
): Promise<string> {
  if ('document' in source) return source.document;
  // Last, so that no custom parameter replaces one that Twilio sets.
  const parameters = { ...source.parameters, ...callParameters(leg.call, accountSid) };
  const response = await (source.method === 'GET'
    ? webhooks.get(source.url, parameters)
    : webhooks.post('voice', source.url, parameters));
  if (response && response.status >= 200 && response.status < 300) return response.body;
  const why = response ? `the application returned ${response.status}` : 'the application did not respond';
  throw new Failed(`We are sorry, an application error has occurred. (${why})`, response ? '11200' : '11205');
}

/** Runs one document; returns the next source when a verb names one. */
async function runDocument(
  leg: Leg,
  verbs: readonly Verb[],
  base: string | undefined,
  services: TwimlServices,
): Promise<TwimlSource | undefined> {
  const resolve = (url: string) => absolute(url, base);
  // Only a first <Reject> keeps Twilio from picking up; an empty document picks up and ends (Twilio docs).
  if (verbs.length === 0) services.legs.move(leg, 'in-progress');
  for (const verb of verbs) {
    if (leg.ended.aborted) return undefined;
    if (!leavesRinging(verb)) services.legs.move(leg, 'in-progress');
    switch (verb.verb) {
      case 'Say':
        await repeat(verb.loop, leg, () => leg.party.say(verb.text, verb.language));
        break;
      case 'Play':
        await repeat(verb.loop, leg, () => leg.party.play(resolve(verb.url)));
        break;
      case 'Pause':
        await wait(services.clock, verb.seconds * 1000, leg.ended);
        break;
      case 'Redirect':
        return { url: resolve(verb.url) };
      case 'Hangup':
        services.legs.move(leg, 'completed');
        return undefined;
      case 'Reject':
        services.legs.move(leg, leg.call.status === 'in-progress' ? 'completed' : REJECTED[verb.reason]);
        return undefined;
      case 'Dial': {
        if (!services.dial)
          throw new TwimlError('invalid', 'Failed to run the TwiML: no <Dial> before bridging.');
        const result = await services.dial(verb, leg, resolve);
        if (verb.action) return { url: resolve(verb.action), parameters: dialParameters(result) };
        break;
      }
    }
  }
  return undefined;
}

/** Twilio docs, `<Reject>`: the call ends as `busy` or `no-answer`. */
const REJECTED = { busy: 'busy', rejected: 'no-answer' } as const;

/** Verbs that do not pick up a ringing call: a first `<Pause>`, `<Reject>`, and `<Dial answerOnBridge="true">`. */
function leavesRinging(verb: Verb): boolean {
  return verb.verb === 'Reject' || verb.verb === 'Pause' || (verb.verb === 'Dial' && verb.answerOnBridge);
}

async function repeat(times: number, leg: Leg, run: () => Promise<void>): Promise<void> {
  for (let done = 0; done < times && !leg.ended.aborted; done++) await untilEnded(run(), leg.ended);
}

function absolute(url: string, base: string | undefined): string {
  try {
    return new URL(url, base).href;
  } catch {
    throw new TwimlError(
      'invalid',
      'Failed to run the TwiML: an address in it is neither absolute nor relative.',
    );
  }
}
