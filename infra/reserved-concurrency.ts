/** Capacity by handler, for the sweep and what Twilio calls, that no flood on the desk's routes can use up. */
export const RESERVED_CONCURRENCY: Readonly<Record<string, number>> = {
  statusCallback: 150,
  twiml: 50,
  callStatus: 50,
  sweep: 1,
};

/** What Lambda requires you to leave for all other functions of the account (AWS docs, "Configuring reserved concurrency"). */
const LEFT_TO_OTHERS = 100;

/** How many functions an account must be able to run at once to reserve that capacity; new accounts have far less. */
export const CONCURRENCY_NEEDED =
  Object.values(RESERVED_CONCURRENCY).reduce((sum, reserved) => sum + reserved, 0) + LEFT_TO_OTHERS;
