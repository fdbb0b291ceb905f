import { readDialable } from '#lambdas/contract/dialable.ts';
import { PATHS } from '#lambdas/contract/routes.ts';
import { agentAt } from '#lambdas/twilio/identity.ts';
import { callNumber, hangUp, say } from '#lambdas/twilio/voice-response.ts';
import { CALL_PATHS } from './call-paths.ts';
import type { CallStage } from './call-stage.ts';
import { agentIn, calledBy } from './called-by.ts';
import { type MatchNeeds, matchWaiting } from './match-waiting.ts';
import { SENTENCES } from './sentences.ts';
import { ANSWER_SECONDS, freeIfOver } from './still-on-call.ts';

/**
 * An agent calls out: to a number, or back to the customer of a call they took. One call at a time, and whatever else a page asks
 * for is refused; it is checked here, because anybody who holds a token can write their own page.
 */
export const callOut: CallStage = async (services, { callSid, parameter, log }) => {
  const { addresses, presence, rules, settings } = services;
  const from = parameter('From') ?? '';
  const agent = rules.outbound && (agentAt(from) ?? (await addresses.nameOf(from)));
  if (!rules.outbound || !agent) return [say(SENTENCES.fromDesk), hangUp()];
  const refuse = (code: string, sentence: string) => {
    log.info('call out refused', { callSid, agent, code });
    return [say(sentence), hangUp()];
  };
  const wanted = await numberFor(services, agent, parameter);
  const dialable = readDialable(wanted, settings.phoneNumber, rules.outbound);
  if (dialable === 'country') return refuse(dialable, SENTENCES.badCountry);
  if (dialable === 'invalid') return refuse(dialable, SENTENCES.badNumber);
  const isReserved =
    (await presence.callsOut(agent, callSid)) ||
    ((await freeIfOver(services, log, agent, (await presence.find(agent)).call)) &&
      (await presence.callsOut(agent, callSid)));
  if (!isReserved) return refuse('busy', SENTENCES.busy);
  log.info('calling out', { callSid, agent });
  const by = calledBy(agent);
  return [
    callNumber({
      number: dialable.number,
      callerId: settings.phoneNumber,
      statusCallback: settings.publicBaseUrl + PATHS.callStatus + by,
      action: settings.publicBaseUrl + CALL_PATHS.dialled + by,
      seconds: ANSWER_SECONDS,
    }),
  ];
};

/** A call out is over, or could not be made at all, and then there is no report of the customer's leg. */
export const calledOut: CallStage = async (services, { callSid, query, log }) => {
  const agent = agentIn(query);
  if (agent && (await services.presence.busy(agent, callSid, false))) await matchWaiting(services, log);
  return [hangUp()];
};

/** What they keyed in, or who is at the other end of an earlier call of theirs: their page never learns that number. */
async function numberFor(
  { calls, twilioCalls }: MatchNeeds,
  agent: string,
  parameter: (name: string) => string | undefined,
): Promise<string> {
  const back = parameter('Back') ?? '';
  if (!/^CA[0-9a-fA-F]{32}$/.test(back)) return parameter('To') ?? '';
  const isOwn = (await calls.find(back))?.agent === agent;
  return (isOwn && (await twilioCalls.customerOf(back))) || '';
}
