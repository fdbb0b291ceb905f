import type { TrailEvent } from '../../../lambdas/shared/contract.ts';
import { useDesk, useWords } from '../desk-context.ts';
import { fieldName } from '../payment/field-name.ts';
import type { Words } from '../words/catalogue.ts';
import { fill } from '../words/words.ts';

/** The trail of one payment, oldest first: when, what, about which detail, and by whom. */
export function Timeline({ events }: { readonly events: readonly TrailEvent[] }) {
  const { settings } = useDesk();
  const { words } = useWords();
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
          <span>{lineOf(event, words)}</span>
          <span class="hint">{[event.code, event.detail].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ol>
  );
}

/** "Asked for: Card number, ana". A type without words of its own shows as it was recorded. */
function lineOf({ type, field, by }: TrailEvent, words: Words): string {
  const texts: Readonly<Record<string, string>> = words.texts;
  const event = texts[`event.${type}`] ?? type;
  if (!field) return fill(words.texts['record.event'], { event, by });
  return fill(words.texts['record.eventField'], { event, by, field: fieldName(field, words) });
}
