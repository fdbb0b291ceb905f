import { contentOf, FunctionResponse, type Reply } from './response.ts';

/** What a function's file exports as `handler`. */
export type Handler = (context: object, event: object, callback: Callback) => unknown;
type Callback = (error?: unknown, result?: unknown) => void;

/** Twilio's limit for a function. */
const LONGEST_RUN_MS = 10_000;

/**
 * Calls a function. The first of these is its reply: what it gives its callback, what it throws or rejects with, or the
 * end of its time. Returning without a call of the callback is none, as at Twilio.
 */
export function invoke(
  handler: Handler,
  context: object,
  event: object,
  limitMilliseconds = LONGEST_RUN_MS,
): Promise<Reply> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(TIMED_OUT), limitMilliseconds);
    const settle = (reply: Reply) => {
      clearTimeout(timer);
      resolve(reply);
    };
    const fail = (error: unknown) => settle(failure(error));
    const callback: Callback = (error, result) => {
      try {
        settle(error ? failure(error) : success(result));
      } catch (unsendable) {
        fail(unsendable);
      }
    };
    void (async () => handler(context, event, callback))().catch(fail);
  });
}

/** Text of Twilio's own log line; the status is not documented beyond being a server error (82002). */
const TIMED_OUT: Reply = {
  status: 504,
  ...contentOf('runtime application timed out: the function did not call its callback'),
};

function success(result: unknown): Reply {
  if (result instanceof FunctionResponse) return result.toReply();
  return { status: 200, ...contentOf(result) };
}

/** An `Error` as an object, anything else as it is. */
export function failure(error: unknown): Reply {
  const shown =
    error instanceof Error ? { message: error.message, name: error.name, stack: error.stack } : error;
  return { status: 500, ...contentOf(shown) };
}
