import { useEffect, useRef } from 'preact/hooks';
import { useDesk, useWords } from '#web/src/shell/desk-context.ts';

/** The page's heading. Names the tab, and takes the focus when the agent moved to this page. */
export function PageTitle({ text, state, hidden }: { text: string; state?: string; hidden?: boolean }) {
  const { router } = useDesk();
  const { t } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = [state, text, t('app.name')]
      .filter((part, at, all) => part && all.indexOf(part) === at)
      .join(' - ');
  });
  useEffect(() => {
    if (router.moves.peek() > 0) heading.current?.focus();
  }, [router]);
  return (
    <h1 ref={heading} tabIndex={-1} class={hidden ? 'visually-hidden' : 'page-title'}>
      {text}
    </h1>
  );
}
