import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useShortcuts } from './use-shortcuts.ts';

export interface ButtonProps {
  readonly onPress?: () => void;
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet' | 'ok';
  readonly size?: 'normal' | 'large';
  readonly type?: 'button' | 'submit';
  /** Stays focusable, is announced as disabled and does nothing: a truly disabled button would lose the focus. */
  readonly blocked?: boolean;
  /** Ignores presses for this long after it appears, so that a press meant for what was there before does nothing. */
  readonly deafMs?: number;
  /** Digit of its Ctrl+Shift shortcut. */
  readonly shortcut?: string;
  readonly label?: string;
  readonly describedBy?: string;
  readonly pressed?: boolean;
  readonly children: ComponentChildren;
}

/** A button of the desk. A key held down presses it once. */
export function Button(props: ButtonProps) {
  const { clock } = usePlatform();
  const { shortcuts } = useShortcuts().settings;
  const deafUntil = useMemo(() => clock.now() + (props.deafMs ?? 0), []);
  const press = (event: Event) => {
    if (props.blocked || clock.now() < deafUntil) return event.preventDefault();
    props.onPress?.();
  };
  return (
    <button
      type={props.type ?? 'button'}
      class={`button ${props.kind ?? 'plain'} ${props.size ?? 'normal'}`}
      aria-disabled={props.blocked ? 'true' : undefined}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-pressed={props.pressed === undefined ? undefined : props.pressed}
      aria-keyshortcuts={props.shortcut ? `Control+Shift+${props.shortcut}` : undefined}
      data-shortcut={props.shortcut}
      onClick={press}
      onKeyDown={(event) => {
        if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
      }}
    >
      {props.children}
      {props.shortcut && shortcuts.value && (
        <span class="key" aria-hidden="true">
          Ctrl+Shift+{props.shortcut}
        </span>
      )}
    </button>
  );
}
