import type { AccessDayCheck } from '#lambdas/contract/desk-api.ts';
import type { RecordedAccess } from '#lambdas/session/access-event.ts';
import type { AccessLog } from '#lambdas/stores/access-log-store.ts';

/** A whole day of the access log, page by page: its looks, oldest first, and the first check that failed. */
export async function accessDay(
  log: Pick<AccessLog, 'page'>,
  day: string,
): Promise<{ readonly lines: readonly RecordedAccess[]; readonly check: AccessDayCheck }> {
  const lines: RecordedAccess[] = [];
  let check: AccessDayCheck | undefined;
  let from: readonly number[] | undefined;
  do {
    const page = await log.page(day, { size: 100, ...(from ? { from } : {}) });
    if (!page) throw new Error(`No page of ${day} ends there.`);
    lines.push(...page.lines);
    check =
      check && (!check.verified || page.check.verified)
        ? check
        : { ...page.check, ...(check ? { events: check.events } : {}) };
    from = page.next;
  } while (from);
  return { lines: lines.toReversed(), check };
}
