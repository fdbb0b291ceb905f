import { useTimes } from './zone.ts';

export interface MomentProps {
  readonly at: string;
  readonly format: Intl.DateTimeFormatOptions;
}

/** A moment in the chosen zone; hovering shows it in UTC. */
export function Moment({ at, format }: MomentProps) {
  const shown = useTimes(format);
  return (
    <time class="digits" dateTime={at} title={`${at.replace('T', ' ').replace('Z', '')} UTC`}>
      {shown(at)}
    </time>
  );
}

/** With the name of its zone: paper has nothing to hover over. */
export const PRINTED_AT = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const;

export const DAY_AND_TIME = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const;
