/** Capacity that no flood on the desk's routes can take: what Twilio calls, and the sweep. By handler. */
export const RESERVED_CONCURRENCY: Readonly<Record<string, number>> = {
  statusCallback: 150,
  twiml: 50,
  callStatus: 50,
  sweep: 1,
};

/** What Lambda insists on leaving to all other functions of the account (AWS docs, "Configuring reserved concurrency"). */
const LEFT_TO_OTHERS = 100;

/** Functions an account must be able to run at once before it can keep that capacity; new accounts have far less. */
export const CONCURRENCY_NEEDED =
  Object.values(RESERVED_CONCURRENCY).reduce((sum, reserved) => sum + reserved, 0) + LEFT_TO_OTHERS;
