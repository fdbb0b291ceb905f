import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePlatform } from '#web/src/platform/use-platform.ts';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog with its own announcer; when it closes, the focus returns to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const { announcer } = usePlatform();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return undefined;
    const opener = element.ownerDocument.activeElement;
    if (element.showModal) element.showModal();
    else element.open = true;
    const detach = announcer.attach(element);
    return () => {
      detach();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, [announcer]);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={onClose}>
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}
