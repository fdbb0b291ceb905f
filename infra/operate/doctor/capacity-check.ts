import { type Check, failed, passed, type Target, warned } from './finding.ts';

/** Room to run the functions that Twilio calls. */
export const CAPACITY_CHECKS: readonly Check[] = [reserved];

const QUOTA = 'AWS Console, Service Quotas, Lambda, Concurrent executions';

async function reserved({ capacity: { limit, unreserved, reserved, needed, isWanted } }: Target) {
  const check = "The account has capacity for Twilio's callbacks";
  if (reserved > 0) return passed(check);
  const missing = needed - unreserved;
  if (isWanted)
    return failed(
      check,
      missing > 0
        ? `None is reserved, and ${missing} more are needed for it: ${unreserved} of ${limit} are not reserved by any function. Request them (${QUOTA}), then deploy.`
        : 'None is reserved. Run npm run deploy.',
    );
  // Without a reservation the callbacks share what nothing else has reserved.
  if (missing <= 0) return passed(check);
  return warned(
    check,
    `All functions of the account share ${unreserved} runs at once, and a busy desk may use them up. Request more (${QUOTA}).`,
  );
}
