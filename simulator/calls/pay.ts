import { reportProblem } from '../log/report-problem.ts';
import { PAY_ERRORS } from '../pay/pay-errors.ts';
import type { Hook } from '../services.ts';
import type { Settings } from '../settings.ts';
import { TwimlError } from '../twiml/twiml-error.ts';
import type { Pay, Sound } from '../twiml/verbs.ts';
import type { Scene, Step, TwimlServices } from './stage.ts';

/**
 * Runs `<Pay>` on a leg, and asks its action with the result; by default that is the document itself. Without an action
 * that can be asked (64016) nothing is captured.
 */
export async function runPay(
  pay: Pay,
  scene: Scene,
  services: TwimlServices,
  say: (sound: Sound, stop: AbortSignal) => Promise<unknown>,
): Promise<Step> {
  const { settings, legs } = services;
  const warn = (problem: string) => reportProblem(services, scene.leg.sid, scene.base, problem);
  const unknown = pay.unknown.join(', ');
  if (unknown && settings.payUnknownAttribute === 'refused') {
    throw new TwimlError('unsupported', `Failed to run the TwiML: <Pay> has no attribute ${unknown}.`);
  }
  for (const warning of [...pay.warnings, ...pay.unknown.map((name) => `${name} of <Pay>`)]) {
    warn(`12200: ${warning}`);
  }
  const { action, statusCallback, statusCallbackMethod = 'POST' } = pay.attributes;
  const target = action ? addressOf(action, scene) : scene.base;
  if (target === undefined || !isAllowed(target, settings)) {
    warn(`64016 ${PAY_ERRORS[64016]}`);
    if (settings.payBadAction === 'next-verb') return undefined;
    legs.move(scene.leg, 'completed');
    return 'end';
  }
  const callbackUrl = statusCallback && addressOf(statusCallback, scene);
  if (statusCallback && !callbackUrl)
    warn('12200: statusCallback of <Pay>, which has no absolute address here');
  const method: Hook['method'] = statusCallbackMethod.toUpperCase() === 'GET' ? 'GET' : 'POST';
  const parameters = await services.takePayment(pay, {
    callSid: scene.leg.sid,
    stop: scene.stop,
    statusCallback: callbackUrl ? { url: callbackUrl, method } : undefined,
    warn,
    async prompt(sounds, stop) {
      try {
        for (const sound of sounds) if (!stop.aborted) await say(sound, stop);
      } catch (error) {
        if (!(error instanceof TwimlError)) throw error;
        warn(error.message);
      }
    },
  });
  return parameters && { url: target, method: 'POST', parameters, isReport: true };
}

/** Absolute; undefined for one that is not, in a document that has no address itself. */
function addressOf(url: string, { base }: Scene): string | undefined {
  return URL.canParse(url, base) ? new URL(url, base).href : undefined;
}

/** Twilio wants https; on this machine plain http will do, unless setting `payHttpAction` says otherwise. */
function isAllowed(url: string, { payHttpAction }: Settings): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return true;
  if (payHttpAction === 'refused') return false;
  return payHttpAction === 'accepted' || /^(?:localhost|127\.[0-9.]+|\[::1\])$/.test(hostname);
}
