import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';

/** The zone in which days and times are read and shown: this computer's, or UTC. */
export const zone = signal<'local' | 'UTC'>('local');

/** Name of this computer's zone, as `America/New_York`; UTC if it has none, which browsers call `Etc/Unknown`. */
export function ownZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone && timeZone !== 'Etc/Unknown' ? timeZone : 'UTC';
}

/** Name of the chosen zone. */
export function zoneName(): string {
  return zone.value === 'UTC' ? 'UTC' : ownZone();
}

/** Formats moments in the page's language and the chosen zone. */
export function useTimes(options: Intl.DateTimeFormatOptions): (iso: string) => string {
  const { settings } = useSettings();
  const format = new Intl.DateTimeFormat(settings.language.value, { ...options, timeZone: zoneName() });
  return (iso) => format.format(new Date(iso));
}

/** The day a moment falls on, as `2026-11-22`. */
export function dayOf(moment: Date): string {
  if (zone.value === 'UTC') return moment.toISOString().slice(0, 10);
  const parts = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** The day this many days later; days of 23 and of 25 hours count as one. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The moment a day begins, ISO 8601 UTC. */
export function startOf(day: string): string {
  return new Date(`${day}T00:00:00.000${zone.value === 'UTC' ? 'Z' : ''}`).toISOString();
}

/** Today; renders again at midnight. What a press asks for is read at the press, because a computer may have slept. */
export function useToday(): () => string {
  const { clock } = usePlatform();
  const today = () => dayOf(new Date(clock.now()));
  const shown = today();
  const [, renderAgain] = useState('');
  useEffect(() => {
    const midnight = Date.parse(startOf(addDays(shown, 1)));
    return clock.after(midnight - clock.now(), () => renderAgain(today()));
  }, [shown, zone.value, clock]);
  return today;
}
