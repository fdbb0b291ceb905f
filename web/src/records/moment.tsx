import { useTimes } from './zone.ts';

export interface MomentProps {
  readonly at: string;
  readonly format: Intl.DateTimeFormatOptions;
}

/** A moment in the chosen zone; hovering tells it in UTC. */
export function Moment({ at, format }: MomentProps) {
  const shown = useTimes(format);
  return (
    <time class="digits" dateTime={at} title={`${at.replace('T', ' ').replace('Z', '')} UTC`}>
      {shown(at)}
    </time>
  );
}

export const DAY_AND_TIME = { dateStyle: 'short', timeStyle: 'medium' } as const;
