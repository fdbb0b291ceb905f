import { PATHS } from '#lambdas/contract/routes.ts';

/** Where Twilio asks how a call goes on: one function serves all of them. */
export const CALL_PATHS = {
  /** A call comes in. */
  arrived: PATHS.twiml,
  /** A `<Dial>` is over: nobody answered, or the conversation has ended. */
  dialled: '/twiml/dialled',
  /** What a caller in the queue hears, over and over. */
  waiting: '/twiml/waiting',
  /** A caller is out of the queue. */
  leftQueue: '/twiml/leftQueue',
  /** Somebody became free for a caller in the queue. */
  offered: '/twiml/offered',
} as const;
