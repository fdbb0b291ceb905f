import type { TrailEvent } from '#lambdas/contract/desk-api.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { eventText, particularsOf, whoText } from './event-text.ts';
import { Moment } from './moment.tsx';

/** Time of day to the millisecond: events of one payment lie close together. */
export const EXACT_TIME = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
} as const;

export interface TimelineProps {
  readonly events: readonly TrailEvent[];
  /** From this event on, the trail cannot be trusted. */
  readonly brokenAt?: number | undefined;
}

/** The trail of one payment, oldest first: when, what, by whom, and under which request. */
export function Timeline({ events, brokenAt = Number.POSITIVE_INFINITY }: TimelineProps) {
  const { t, words } = useWords();
  return (
    <ol class="timeline">
      {events.map((event) => (
        <li key={event.sequence} class={event.sequence >= brokenAt ? 'doubtful' : undefined}>
          <span class="digits small">#{event.sequence}</span>
          <Moment at={event.at} format={EXACT_TIME} />
          <span>{eventText(event, words)}</span>
          <span class="by">{t('record.who', { by: whoText(event.by, words) })}</span>
          <span class="hint">
            {particularsOf(event, words)}
            {event.requestId && (
              <span class="digits small"> {t('record.request', { id: event.requestId })}</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
