import { reportProblem } from '../log/report-problem.ts';
import type { Hook, NoResponse, WebhookResponse } from '../services.ts';
import { type Place, parseTwiml } from '../twiml/parse.ts';
import { TwimlError } from '../twiml/twiml-error.ts';
import type { Verb } from '../twiml/verbs.ts';
import { runVerb } from './run-verb.ts';
import { Failed, type Scene, type Stage, type Step, type TwimlServices, type TwimlSource } from './stage.ts';
import { untilEnded, wait } from './wait.ts';
import { callParameters } from './webhook-parameters.ts';

/**
 * Runs TwiML on a leg until no verb is left or the stage ends; after the last verb the leg stays with its owner. When a
 * document cannot be fetched or run, the fallback is asked once, with `ErrorCode` and `ErrorUrl` (Twilio docs). Without
 * one, or when that fails too, the leg fails with a note.
 */
export async function runTwiml(
  stage: Stage,
  source: TwimlSource,
  services: TwimlServices,
  fallback?: Hook,
): Promise<void> {
  const position = { url: 'url' in source ? source.url : undefined };
  try {
    await runDocuments(stage, source, services, position);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    if (stage.stop.aborted) return;
    if (!fallback || !error.code) {
      services.legs.move(stage.leg, 'failed', error.message);
      return;
    }
    const parameters = { ErrorCode: error.code, ErrorUrl: position.url ?? '' };
    await runTwiml(stage, { ...fallback, parameters }, services);
  }
}

/**
 * Runs one document after another; says whether it was `<Leave>` that ended them.
 *
 * @param position keeps the address of the document that runs
 * @throws Failed
 */
export async function runDocuments(
  stage: Stage,
  source: TwimlSource,
  services: TwimlServices,
  position: { url: string | undefined } = { url: undefined },
): Promise<'over' | 'left'> {
  let next: TwimlSource | undefined = source;
  let redirects = 0;
  try {
    while (next && (!stage.stop.aborted || isStillReported(next, stage, services))) {
      const startedAt = services.clock.now().getTime();
      if ('url' in next) position.url = next.url;
      const verbs = await fetchVerbs(stage, next, services);
      if (!verbs || stage.stop.aborted) return 'over';
      redirects = verbs[0]?.verb === 'Redirect' ? redirects + 1 : 0;
      if (redirects > MOST_REDIRECTS) {
        throw new TwimlError(
          'unsupported',
          `Failed to continue: ${MOST_REDIRECTS} redirects with nothing between them. Check the TwiML for a redirect loop.`,
        );
      }
      const step = await runDocument(stage, verbs, position.url, services);
      if (step === 'leave') return 'left';
      next = typeof step === 'object' ? step : undefined;
      const took = services.clock.now().getTime() - startedAt;
      const rest = next ? (stage.shortestSeconds ?? 0) * 1000 - took : 0;
      if (rest > 0) await wait(services.clock, rest, stage.stop);
    }
    return 'over';
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    reportProblem(services, stage.leg.sid, position.url, error.message);
    throw failedBy(error);
  }
}

const MOST_REDIRECTS = 100;

function failedBy({ message, code }: TwimlError): Failed {
  return new Failed(message, code === 'invalid' ? '12100' : undefined);
}

/** Whether the action of a verb cut short is requested all the same: `<Dial>`, `<Enqueue>` and `<Pay>` say how they ended. */
function isStillReported(source: TwimlSource, { leg }: Stage, { legs, settings }: TwimlServices): boolean {
  if (!('isReport' in source) || legs.find(leg.sid) !== leg) return false;
  return leg.ended.aborted ? settings.actionAfterCallerHangup : settings.actionAfterRedirect;
}

/**
 * The verbs of a source; undefined when the stage ended meanwhile.
 *
 * @throws Failed with 11205 when nobody responds, or why no connection came about (11210, 11220, 11235 to 11237), and with
 * 11200 when the response is an error (error dictionary).
 */
async function fetchVerbs(
  stage: Stage,
  source: TwimlSource,
  { webhooks, accountSid }: TwimlServices,
): Promise<readonly Verb[] | undefined> {
  if ('verbs' in source) return source.verbs;
  if ('document' in source) return parseTwiml(source.document, stage.place);
  // Last, so that no custom parameter replaces one that Twilio sets.
  const given = { ...source.parameters, ...stage.parameters?.() };
  const parameters = stage.isRoom
    ? { ...given, AccountSid: accountSid, ApiVersion: '2010-04-01' }
    : { ...given, ...callParameters(stage.leg.call, accountSid) };
  let verbs: readonly Verb[] | undefined;
  let refused: TwimlError | Failed | undefined;
  let errorCode = '11200';
  const judge = (response: WebhookResponse | NoResponse) => {
    if ('errorCode' in response) {
      ({ errorCode } = response);
      return undefined;
    }
    // Nobody runs it, so nothing is wrong with it.
    if (source.isReport && stage.stop.aborted) return undefined;
    try {
      verbs = verbsOf(response, source.url, stage.place);
      return undefined;
    } catch (error) {
      if (!(error instanceof TwimlError || error instanceof Failed)) throw error;
      refused = error;
      return notTwiml(response) ?? error.message;
    }
  };
  const reply = webhooks.send('voice', source, parameters, judge).then((response) => ({ response }));
  const settled = await (source.isReport ? reply : untilEnded(reply, stage.stop));
  if (!settled || stage.stop.aborted) return undefined;
  const { response } = settled;
  if (refused) throw refused instanceof TwimlError ? failedBy(refused) : refused;
  if (verbs) return verbs;
  const why = response ? `the application returned ${response.status}` : 'the application did not respond';
  throw new Failed(`We are sorry, an application error has occurred. (${why})`, errorCode);
}

/**
 * Sound in place of TwiML is played, plain text is said (Twilio docs). No type at all counts as TwiML.
 *
 * @throws Failed with 12300 for any other type (error dictionary)
 */
function verbsOf({ contentType, body }: WebhookResponse, url: string, place: Place): readonly Verb[] {
  const [type = ''] = contentType.toLowerCase().split(';');
  if (TWIML_TYPES.includes(type.trim())) return parseTwiml(body, place);
  if (type.startsWith('audio/')) return [{ verb: 'Play', url, loop: 1 }];
  if (type.trim() === 'text/plain') return [{ verb: 'Say', text: body, language: 'en-US', loop: 1 }];
  throw new Failed(
    'We are sorry, an application error has occurred. (the application did not return TwiML)',
    '12300',
  );
}

/** What else it was, in words; undefined for TwiML that is wrong somewhere inside. */
function notTwiml({ status, contentType, body }: WebhookResponse): string | undefined {
  const [type = ''] = contentType.split(';');
  const expected = 'where TwiML was expected';
  if (body.trim() === '')
    return `Your webhook returned ${status} with an empty body ${expected}. To do nothing, return <Response/>.`;
  if (/^\s*(<!doctype html|<html)/i.test(body))
    return `Your webhook returned ${status} with an HTML page ${expected}.`;
  return TWIML_TYPES.includes(type.trim().toLowerCase()) && body.trim().startsWith('<')
    ? undefined
    : `Your webhook returned ${status} with ${type || 'text'} ${expected}.`;
}

const TWIML_TYPES = ['', 'text/xml', 'application/xml', 'text/html'];

async function runDocument(
  stage: Stage,
  verbs: readonly Verb[],
  base: string | undefined,
  services: TwimlServices,
): Promise<Step> {
  const { leg, stop } = stage;
  const scene: Scene = {
    ...stage,
    base,
    resolve: ({ url, method }) => ({ url: absolute(url, base), method }),
  };
  // Only a first <Reject> keeps Twilio from picking up; an empty document picks up and ends (Twilio docs).
  if (verbs.length === 0) services.legs.move(leg, 'in-progress');
  for (const verb of verbs) {
    if (stop.aborted) return 'end';
    if (!leavesRinging(verb)) services.legs.move(leg, 'in-progress');
    const step = await runVerb(verb, scene, services);
    if (step) return step;
  }
  return undefined;
}

/** Verbs that do not pick up a ringing call: a first `<Pause>`, `<Reject>`, and `<Dial answerOnBridge="true">`. */
function leavesRinging(verb: Verb): boolean {
  return verb.verb === 'Reject' || verb.verb === 'Pause' || (verb.verb === 'Dial' && verb.answerOnBridge);
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
