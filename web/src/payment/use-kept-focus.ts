import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** Views whose heading takes the focus when the focused control disappears with the previous view. */
const HEADED = ['result', 'ready', 'form'];

/**
 * Keeps the focus inside the payment when the focused control disappears: it moves to the new view's heading. A focus
 * elsewhere stays there: nothing the caller does moves the agent.
 */
export function useKeptFocus(view: string) {
  const panel = useRef<HTMLElement>(null);
  const wasInside = useRef(false);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      wasInside.current = panel.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  useLayoutEffect(() => {
    const active = document.activeElement;
    const isLost = active === null || active === document.body;
    const isInside = panel.current?.contains(active) ?? false;
    if (!wasInside.current || !(isLost || (isInside && view === 'result'))) return;
    if (HEADED.includes(view)) panel.current?.querySelector<HTMLElement>('[data-heading]')?.focus();
    else panel.current?.focus();
  }, [view]);
  return panel;
}
