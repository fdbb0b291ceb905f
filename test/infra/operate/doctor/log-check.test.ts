import { describe, expect, it } from '@jest/globals';
import type { SealedLog, Target } from '#infra/operate/doctor/finding.ts';
import { LOG_CHECKS } from '#infra/operate/doctor/log-check.ts';
import { headingsNamedIn, runbookHeadings } from '#test/support/runbook.ts';
import { sealedLog } from '#test/support/sealed-log.ts';

describe("the doctor's look at the log", () => {
  it('is content with a checkpoint of a moment ago', async () => {
    expect(await lookAt(sealedLog(2))).toMatchObject({ result: 'ok' });
  });

  it.each<[string, SealedLog, RegExp]>([
    ['has stopped', sealedLog(3), /Nothing was signed for 3 minutes\. .*"Sealing has stopped"/],
    [
      'is signed by another key',
      { ...sealedLog(), key: sealedLog().key },
      /not signed by its key\. .*"The log is damaged"/,
    ],
    [
      'has lost its checkpoint',
      { ...sealedLog(), newest: async () => undefined },
      /checkpoint is gone\. .*"The log is damaged"/,
    ],
    [
      'may not be read',
      {
        ...sealedLog(),
        newest: async () => {
          throw Object.assign(new Error('secret'), { name: 'AccessDenied' });
        },
      },
      /cannot be read: AccessDenied\. .*s3:GetObject/,
    ],
  ])('says what to do when it %s', async (_what, log, advice) => {
    const finding = await lookAt(log);

    expect(finding).toMatchObject({ result: 'failed', advice: expect.stringMatching(advice) });
    expect(finding?.advice).not.toContain('secret');
    for (const heading of headingsNamedIn(finding?.advice ?? ''))
      expect(runbookHeadings()).toContain(heading);
  });

  it('only warns while it never held anything', async () => {
    const empty = { ...sealedLog(), newest: async () => undefined, isNew: async () => true };

    expect(await lookAt(empty)).toMatchObject({ result: 'warning' });
  });
});

async function lookAt(log: SealedLog) {
  const [check] = LOG_CHECKS;
  return check?.({ log } as Target);
}
