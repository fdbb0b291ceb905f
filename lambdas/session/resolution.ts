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
  const against = (since: number): MoneyOutcome | undefined => {
    const late = ends.filter(({ sequence }) => sequence > since);
    if (late.length === 0) return undefined;
    const isSuccess = late.some(({ result }) => result === 'success');
    const reported = outcomeOf(
      { ...facts, state: isSuccess ? 'succeeded' : 'failed' },
      { submitted, ends: late },
    );
    // That nobody knows contradicts nothing, but a success of any kind contradicts that nothing was charged.
    const isSilent = reported === 'unknown' && !(isSuccess && finding === 'notCharged');
    return isSilent || reported === finding ? undefined : reported;
  };
  const reported = against(first.sequence);
  return {
    outcome: outcomeAgainst(finding, against(newest.sequence)),
    resolution: resolutionOf(newest),
    ...(reported ? { contradiction: { reported, at: ends.findLast(isLater(first))?.at ?? newest.at } } : {}),
  };
}

function outcomeAgainst(finding: MoneyOutcome, reported: MoneyOutcome | undefined): MoneyOutcome {
  if (reported === undefined) return finding;
  return reported === 'notCharged' ? 'unknown' : reported;
}

function isLater({ sequence }: RecordedEvent) {
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
