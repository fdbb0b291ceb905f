import type { TrailEvent } from '../../../lambdas/shared/contract.ts';
import { useDesk, useWords } from '../desk-context.ts';
import { fieldName } from '../payment/field-name.ts';

/** The trail of one payment, oldest first: when, what, about which detail, and by whom. */
export function Timeline({ events }: { readonly events: readonly TrailEvent[] }) {
  const { settings } = useDesk();
  const { t, words } = useWords();
  const time = new Intl.DateTimeFormat(settings.language.value, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
  });
  return (
    <ol class="timeline">
      {events.map((event) => (
        <li key={event.sequence}>
          <span class="digits small">#{event.sequence}</span>
          <time class="digits small" dateTime={event.at}>
            {time.format(new Date(event.at))}
          </time>
          <span>
            {t('record.event', { type: event.type, by: event.by })}
            {event.field && `: ${fieldName(event.field, words)}`}
          </span>
          <span class="hint">{[event.code, event.detail].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ol>
  );
}
