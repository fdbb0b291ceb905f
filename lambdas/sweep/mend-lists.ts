import { isOver } from '#lambdas/contract/session-actions.ts';
import { type Keeping, keepTold } from '#lambdas/payment/publish-session.ts';
import { inLanes } from '#lambdas/platform/in-lanes.ts';
import { describeFailure, type Log } from '#lambdas/platform/log.ts';
import type { OpenSession } from '#lambdas/stores/open-sessions.ts';
import type { Services } from '#lambdas/wiring/services.ts';

type Needs = Keeping & Pick<Services, 'clock' | 'open' | 'trail'>;

/** Its multiples spread evenly over any number of marks, so that none is left out for long. */
const GOLDEN_RATIO = 0.618_033_988_75;
/** Sessions compared together. */
const LANES = 20;
/** A request that is still at work writes its list item itself. */
const SETTLED_MS = 60_000;
/** Callbacks may come this long after the end; later ones are kept too, but a crash among them is not looked for. */
const WATCHED_AFTER_END_MS = 10 * 60_000;
/** A start that is listed and left no event: Twilio may have opened the session, but nobody can use it any more. */
const EMPTY_AFTER_MS = 60 * 60_000;

/**
 * Brings lists and cached states up to date with their trails after a crash between the two tables, and stops watching
 * what has ended. One session that fails does not keep the others waiting.
 *
 * @param listed sessions that lists show as under way
 */
export async function mendLists(
  services: Needs,
  listed: readonly OpenSession[],
  log: Log,
  isTimeLeft: () => boolean,
): Promise<void> {
  const watched = [...(await services.open.all()), ...listed];
  // A sweep that runs out of time leaves some, so each minute begins at another one.
  const minute = Math.floor(services.clock.now().getTime() / 60_000);
  const first = Math.floor(((minute * GOLDEN_RATIO) % 1) * watched.length);
  const inOrder = [...watched.slice(first), ...watched.slice(0, first)];
  await inLanes(inOrder, LANES, isTimeLeft, async (one) => {
    try {
      await mendOne(services, one, log);
    } catch (failure) {
      log.error('list not mended', { paySid: one.paySid, ...describeFailure(failure) });
    }
  });
}

async function mendOne(services: Needs, { paySid, since }: OpenSession, log: Log) {
  const { clock, open, sessions, trail } = services;
  const age = clock.now().getTime() - Date.parse(since);
  if (age < SETTLED_MS) return;
  const [recorded, kept] = await Promise.all([trail.count(paySid), sessions.find(paySid)]);
  if (recorded === 0) {
    if (age <= EMPTY_AFTER_MS) return;
    if (kept) await sessions.unlist(kept.session);
    await open.unmark(paySid);
    return;
  }
  if (recorded > (kept?.session.version ?? 0)) {
    await keepTold(services, await trail.read(paySid), log);
    log.info('list mended', { paySid, sequence: recorded });
    return;
  }
  if (!kept || !isOver(kept.session.state)) return;
  const ended = Date.parse(kept.session.updatedAt);
  if (clock.now().getTime() - ended > WATCHED_AFTER_END_MS) await open.unmark(paySid);
}
