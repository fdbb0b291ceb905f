import type { ComponentChildren } from 'preact';

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {children}
    </svg>
  );
}

/** A triangle with an exclamation mark. */
export function ProblemIcon() {
  return (
    <Icon>
      <path d="M8 1.8 15 14H1z" />
      <path d="M8 6.2v3.6M8 11.9v.1" />
    </Icon>
  );
}

export function CheckIcon() {
  return (
    <Icon>
      <path d="m2.8 8.6 3.4 3.4 7-8" />
    </Icon>
  );
}

/** A dot in a ring: where things stand. */
export function HereIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="6" />
      <circle cx="8" cy="8" r="2.2" fill="currentColor" />
    </Icon>
  );
}

const ARROWS = {
  right: 'M2 8h11M9 4l4 4-4 4',
  left: 'M14 8H3M7 4 3 8l4 4',
  down: 'M8 2v11M4 9l4 4 4-4',
};

export function ArrowIcon({ to }: { readonly to: keyof typeof ARROWS }) {
  return (
    <Icon>
      <path d={ARROWS[to]} />
    </Icon>
  );
}
