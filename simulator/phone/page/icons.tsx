const HANDSET =
  'M6.6 10.8a15.1 15.1 0 0 0 6.6 6.6l2.2-2.2c.3-.3.7-.4 1-.2 1.1.4 2.3.6 3.6.6.6 0 1 .4 1 1V20c0 .6-.4 1-1 1A17 17 0 0 1 3 4c0-.6.4-1 1-1h3.5c.6 0 1 .4 1 1 0 1.2.2 2.4.6 3.6.1.3 0 .7-.2 1z';

/** A handset; with `down`, one on the hook. */
export function PhoneIcon({ down = false }: { readonly down?: boolean }) {
  return (
    <svg class={down ? 'icon down' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path fill="currentColor" d={HANDSET} />
    </svg>
  );
}

export function MicrophoneIcon({ off }: { readonly off: boolean }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
    >
      <rect x="9" y="3" width="6" height="11" rx="3" fill={off ? 'none' : 'currentColor'} />
      <path d="M5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21" stroke-linecap="round" />
      {off ? <path d="M4 4l16 16" stroke-linecap="round" /> : null}
    </svg>
  );
}

export function BackspaceIcon() {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
    >
      <path d="M8.5 5H20a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H8.5L3 12z" stroke-linejoin="round" />
      <path d="M11 9.5l5 5m0-5l-5 5" stroke-linecap="round" />
    </svg>
  );
}
