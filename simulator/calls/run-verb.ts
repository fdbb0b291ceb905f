import { reportProblem } from '../log/report-problem.ts';
import type { Verb } from '../twiml/verbs.ts';
import { dialParameters } from './dial-result.ts';
import { runGather } from './gather.ts';
import { runPay } from './pay.ts';
import type { Scene, Step, TwimlServices } from './stage.ts';
import { untilEnded, wait } from './wait.ts';

type Runner<Name extends Verb['verb']> = (
  verb: Extract<Verb, { verb: Name }>,
  scene: Scene,
  services: TwimlServices,
) => Promise<Step>;

/** Runs one verb. @throws TwimlError for an address that is none */
export function runVerb(verb: Verb, scene: Scene, services: TwimlServices): Promise<Step> {
  return (RUNNERS[verb.verb] as Runner<Verb['verb']>)(verb, scene, services);
}

const RUNNERS: { readonly [Name in Verb['verb']]: Runner<Name> } = {
  async Say({ text, language, voice, loop }, scene, services) {
    await repeat(loop, scene, services, () => scene.leg.party.say(text, language, voice));
  },
  async Play({ url, loop }, scene, services) {
    const sound = scene.resolve({ url, method: 'GET' }).url;
    await repeat(loop, scene, services, () => scene.leg.party.play(sound));
  },
  async Pause({ seconds }, { stop }, { clock }) {
    await wait(clock, seconds * 1000, stop);
  },
  Gather: (verb, scene, services) =>
    runGather(verb, scene, services, (prompt, stop) => runVerb(prompt, { ...scene, stop }, services)),
  Pay: (verb, scene, services) =>
    runPay(verb, scene, services, (sound, stop) => runVerb(sound, { ...scene, stop }, services)),
  async Ignored({ warning }, { base, leg }, services) {
    reportProblem(services, leg.sid, base, `12200: ${warning}`);
  },
  Redirect: async (hook, scene) => scene.resolve(hook),
  async Hangup(_verb, { leg }, { legs }) {
    legs.move(leg, 'completed');
    return 'end';
  },
  async Reject({ reason }, { leg }, { legs }) {
    legs.move(leg, leg.call.status === 'in-progress' ? 'completed' : REJECTED[reason]);
    return 'end';
  },
  async Dial(dial, scene, services) {
    const action = dial.action && scene.resolve(dial.action);
    const parameters = dialParameters(await services.dial(dial, scene));
    return action && { ...action, parameters, isReport: true };
  },
  async Enqueue(enqueue, scene, services) {
    const action = enqueue.action && scene.resolve(enqueue.action);
    const parameters = await services.enqueue(enqueue, scene);
    return action && { ...action, parameters, isReport: true };
  },
  Leave: async () => 'leave',
};

/** Twilio docs, `<Reject>`: the call ends as `busy` or `no-answer`. */
const REJECTED = { busy: 'busy', rejected: 'no-answer' } as const;

/** A loop of 0 has no end of its own; a round that nobody hears takes a second then, so that time passes. */
async function repeat(
  times: number,
  { leg, stop }: Scene,
  { clock }: TwimlServices,
  run: () => Promise<void>,
): Promise<void> {
  for (let done = 0; (times === 0 || done < times) && !stop.aborted; done++) {
    const startedAt = clock.now().getTime();
    await untilEnded(run(), stop);
    if (times === 0 && clock.now().getTime() === startedAt) await wait(clock, 1000, stop);
  }
  if (stop.aborted && !leg.ended.aborted) leg.party.hush();
}
