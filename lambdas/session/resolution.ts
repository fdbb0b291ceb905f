import type { MoneyOutcome, PaySession, Resolution } from '#lambdas/contract/desk-api.ts';
import { definedOnly } from '#lambdas/platform/defined-only.ts';
import { type Evidence, type Facts, outcomeOf, type ReportedEnd } from './money-outcome.ts';
import type { RecordedEvent } from './trail-event.ts';

/** One end that Twilio reported, with its place in the trail. */
export interface RecordedEnd extends ReportedEnd {
  readonly sequence: number;
  /** Twilio's time, or ours where it gave none. */
  readonly at: string;
}

type Settled = Pick<PaySession, 'outcome' | 'resolution' | 'contradiction'>;

/**
 * What became of the money once a supervisor has looked: their newest finding, unless a result recorded after it says
 * something else. Money taken outranks a finding; against any other result nobody knows, until it is settled again.
 */
export function settle(
  facts: Facts,
  { submitted, ends }: Pick<Evidence, 'submitted'> & { readonly ends: readonly RecordedEnd[] },
  events: readonly RecordedEvent[],
): Settled {
  const findings = events.filter((event) => event.type === 'resolved');
  const [first, newest] = [findings[0], findings.at(-1)];
  if (!first || !newest) return definedOnly({ outcome: outcomeOf(facts, { submitted, ends }) });

  const { finding } = newest;
  const late = ends.map((end) => ({ ...end, reported: reportedBy(end, facts, submitted) }));
  const against = (since: RecordedEvent) => contradictionOf(finding, late.filter(isLaterThan(since)));
  const contradiction = against(first);
  return {
    outcome: outcomeAgainst(finding, against(newest)?.reported),
    resolution: resolutionOf(newest),
    ...(contradiction ? { contradiction } : {}),
  };
}

/** What one end says by itself: an unclear one beside it takes nothing back. */
function reportedBy(end: RecordedEnd, facts: Facts, submitted: boolean): MoneyOutcome {
  const state = end.result === 'success' ? 'succeeded' : 'failed';
  return outcomeOf({ ...facts, state }, { submitted, ends: [end] }) ?? 'unknown';
}

/**
 * The oldest of the results that contradicts a finding. Money taken outranks the others; that nobody knows contradicts
 * nothing, but a success of any kind contradicts that nothing was charged.
 */
function contradictionOf(
  finding: MoneyOutcome,
  late: readonly (RecordedEnd & { readonly reported: MoneyOutcome })[],
): PaySession['contradiction'] {
  const taken = late.find(({ reported }) => reported === 'charged' || reported === 'saved');
  const other = late.find(({ result, reported }) =>
    finding === 'notCharged' ? result === 'success' : reported === 'notCharged',
  );
  const { reported, at } = taken ?? other ?? {};
  return reported === undefined || at === undefined || reported === finding ? undefined : { reported, at };
}

function outcomeAgainst(finding: MoneyOutcome, reported: MoneyOutcome | undefined): MoneyOutcome {
  if (reported === undefined) return finding;
  return reported === 'notCharged' ? 'unknown' : reported;
}

function isLaterThan({ sequence }: RecordedEvent) {
  return (end: RecordedEnd) => end.sequence > sequence;
}

function resolutionOf({
  finding,
  by,
  at,
  note,
  processorReference,
}: Extract<RecordedEvent, { readonly type: 'resolved' }>): Resolution {
  return { finding, by, at, note, ...definedOnly({ processorReference }) };
}
