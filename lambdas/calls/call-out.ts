import { readDialable } from '#lambdas/contract/dialable.ts';
import { PATHS } from '#lambdas/contract/routes.ts';
import { agentAt } from '#lambdas/twilio/identity.ts';
import { callNumber, hangUp, say } from '#lambdas/twilio/voice-response.ts';
import type { CallStage } from './call-stage.ts';
import type { MatchNeeds } from './match-waiting.ts';
import { SENTENCES } from './sentences.ts';

/** How long somebody who is called may take to answer. */
const ANSWER_SECONDS = 30;

/**
 * An agent calls out: to a number, or back to the customer of a call they took. Whatever else a page asks for is refused; it is
 * checked here, because anybody who holds a token can write their own page.
 */
export const callOut: CallStage = async (services, { callSid, parameter, log }) => {
  const { presence, rules, settings } = services;
  const agent = agentAt(parameter('From') ?? '');
  if (!rules.outbound || !agent) return [say(SENTENCES.fromDesk), hangUp()];
  const wanted = await numberFor(services, agent, parameter);
  const dialable = readDialable(wanted, settings.phoneNumber, rules.outbound);
  if (typeof dialable === 'string') {
    log.info('call out refused', { callSid, agent, code: dialable });
    return [say(dialable === 'country' ? SENTENCES.badCountry : SENTENCES.badNumber), hangUp()];
  }
  await presence.busy(agent, callSid, true);
  log.info('calling out', { callSid, agent });
  const by = Buffer.from(agent).toString('base64url');
  return [
    callNumber({
      number: dialable.number,
      callerId: settings.phoneNumber,
      statusCallback: `${settings.publicBaseUrl}${PATHS.callStatus}?by=${by}`,
      seconds: ANSWER_SECONDS,
    }),
  ];
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
