const PATHS = {
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  alert: 'M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.4',
  todo: 'M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
  arrow: 'M5.5 3 11 8l-5.5 5',
  phone:
    'M4 2.5 6.2 2l1.3 3.2-1.6 1.2a8 8 0 0 0 3.7 3.7l1.2-1.6L14 9.8l-.5 2.2c-.2.9-.9 1.5-1.8 1.5C6.6 13.5 2.5 9.4 2.5 4.3c0-.9.6-1.6 1.5-1.8z',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.2v3.6M8 4.9v.3',
} as const;

export type IconName = keyof typeof PATHS;

/** A small icon beside a word, never instead of one. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
