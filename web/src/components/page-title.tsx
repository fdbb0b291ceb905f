import { useEffect, useRef } from 'preact/hooks';
import { useRouter } from '#web/src/platform/use-router.ts';
import { useWords } from '#web/src/words/use-words.ts';

/**
 * The page's heading. It also sets the tab's title, and takes the focus when the agent has navigated to this page.
 */
export function PageTitle({ text, state, hidden }: { text: string; state?: string; hidden?: boolean }) {
  const { router } = useRouter();
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
