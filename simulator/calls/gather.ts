import type { Hook } from '../services.ts';
import { TwimlError } from '../twiml/twiml-error.ts';
import type { Gather } from '../twiml/verbs.ts';
import type { Scene, Step, TwimlServices } from './stage.ts';
import { aborted, wait } from './wait.ts';

/**
 * Plays the prompts and collects keys until there are enough, the finishing key comes, or none comes for the timeout,
 * which starts after the prompts and again after each key. The first key ends the prompts.
 */
export async function runGather(
  gather: Gather,
  scene: Scene,
  services: TwimlServices,
  prompt: (verb: Gather['prompts'][number], stop: AbortSignal) => Promise<unknown>,
): Promise<Step> {
  const { stop, leg } = scene;
  const action = actionOf(gather, scene);
  const pressed = new AbortController();
  const done = new AbortController();
  const over = AbortSignal.any([stop, done.signal]);
  let timer = new AbortController();
  let digits = '';

  const restart = () => {
    timer.abort();
    const mine = new AbortController();
    timer = mine;
    void wait(services.clock, gather.timeoutSeconds * 1000, AbortSignal.any([over, mine.signal])).then(
      () => mine.signal.aborted || done.abort(),
    );
  };
  const stopListening = services.keys.listen(leg.sid, (key) => {
    if (over.aborted) return;
    pressed.abort();
    const isLast = key === gather.finishOnKey;
    if (!isLast) digits += key;
    if (isLast || digits.length === gather.numDigits) done.abort();
    else restart();
  });

  const prompting = AbortSignal.any([over, pressed.signal]);
  for (const verb of gather.prompts) {
    if (!prompting.aborted) await prompt(verb, prompting);
  }
  if (!pressed.signal.aborted) restart();
  await aborted(over);
  stopListening();
  timer.abort();

  if (stop.aborted || (digits === '' && !gather.actionOnEmptyResult)) return undefined;
  return { ...action, parameters: { Digits: digits } };
}

/** The document's own address by default, which a document given with the call does not have. */
function actionOf({ action, method }: Gather, { base, resolve }: Scene): Hook {
  if (action) return resolve(action);
  if (base !== undefined) return { url: base, method };
  throw new TwimlError(
    'invalid',
    'Failed to run the TwiML: <Gather> has no action, and its document no address.',
  );
}
