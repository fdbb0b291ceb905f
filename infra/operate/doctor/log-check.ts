import { openCheckpoint } from '#lambdas/tlog/checkpoint.ts';
import { type Check, failed, passed, type Target, warned } from './finding.ts';

/** The transparency log: whether payments are sealed. */
export const LOG_CHECKS: readonly Check[] = [sealed];

/** The function signs every minute, so that two in a row may fail. */
const OLDEST_MINUTES = 3;

async function sealed({ log }: Target) {
  const check = 'The transparency log is signed every minute';
  try {
    const [key, newest] = await Promise.all([log.key(), log.newest()]);
    if (!newest && (await log.isNew()))
      return warned(check, 'It is empty, as for a minute after the first deployment. Run this again then.');
    if (!newest) return failed(check, `Its checkpoint is gone. ${DAMAGED}`);
    if (!openCheckpoint(newest.note, key))
      return failed(check, `Its newest checkpoint was not signed by its key. ${DAMAGED}`);
    const minutes = Math.floor((Date.now() - newest.at.getTime()) / 60_000);
    if (minutes < OLDEST_MINUTES) return passed(check);
    return failed(
      check,
      `Nothing was signed for ${minutes} minutes. See "Sealing has stopped" in docs/runbook.md.`,
    );
  } catch (failure) {
    const name = failure instanceof Error ? failure.name : 'an unknown error';
    return failed(
      check,
      `It cannot be read: ${name}. It takes the rights kms:GetPublicKey, s3:GetObject and s3:ListBucketVersions.`,
    );
  }
}

const DAMAGED = 'See "The log is damaged" in docs/runbook.md.';
