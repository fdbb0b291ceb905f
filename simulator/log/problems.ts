import { connectionError } from '../http/connection-error.ts';
import type { IncomingResponse, RequestFailure } from '../http/send-request.ts';
import type { WebhookKind } from '../services.ts';
import { isTwilioHost } from '../twilio-hosts.ts';

/** What was wrong with how a request ended, in one sentence; undefined when nothing was. */
export function problemOf(
  result: IncomingResponse | RequestFailure,
  asked: {
    /** `Your webhook`, `The connector`. */
    readonly who: string;
    /** Follows the status of an error. */
    readonly consequence: string;
    readonly url: string;
    readonly connectMilliseconds: number;
    readonly totalMilliseconds: number;
  },
): string | undefined {
  const { who, consequence } = asked;
  if ('failure' in result) return failureOf(result, asked);
  if (result.status >= 400) return `${who} returned ${result.status}. ${consequence}`;
  if (result.status >= 300)
    return `${who} returned ${result.status}, a redirect, which the simulator does not follow. Set the address it leads to.`;
  return undefined;
}

/** What Twilio does about an error of each kind of webhook. */
export const CONSEQUENCES: Readonly<Record<WebhookKind, string>> = {
  voice: 'The fallback URL is requested; without one the call fails, or its wait in a queue or conference.',
  callStatus: 'Twilio does not send this status callback again.',
  conference: 'Twilio does not send this status callback again.',
  payment: 'Twilio does not send this status callback again.',
};

function failureOf(
  { failure, reason }: RequestFailure,
  {
    who,
    url,
    connectMilliseconds,
    totalMilliseconds,
  }: {
    readonly who: string;
    readonly url: string;
    readonly connectMilliseconds: number;
    readonly totalMilliseconds: number;
  },
): string {
  switch (failure) {
    case 'address':
      return `${who} was not asked: ${
        URL.canParse(url) && isTwilioHost(new URL(url).hostname)
          ? 'its address is one of Twilio itself, to which nothing is sent from here. Serve it yourself.'
          : 'its address is not an absolute http or https URL.'
      }`;
    case 'timeout':
      return `No response within ${totalMilliseconds / 1000} seconds.`;
    case 'broken':
      return 'The connection broke before the response was complete.';
    case 'connect':
      return connectionError(reason, new URL(url).host, connectMilliseconds).sentence;
  }
}
