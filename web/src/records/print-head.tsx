import { useEffect, useRef } from 'preact/hooks';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { PRINTED_AT } from './moment.tsx';
import { useTimes } from './zone.ts';

export interface PrintHeadProps {
  /** What the list is narrowed to, in words. */
  readonly filters?: string;
}

/** What paper needs and the screen does not: who printed it, when, and which filters the list has. */
export function PrintHead({ filters }: PrintHeadProps) {
  const { clock } = usePlatform();
  const { auth } = useAuth();
  const { t } = useWords();
  const format = useTimes(PRINTED_AT);
  const line = useRef<HTMLParagraphElement>(null);
  const text = () =>
    t('print.by', {
      by: auth.user.value?.username ?? '',
      when: format(new Date(clock.now()).toISOString()),
    });
  useEffect(() => {
    // The browser prints as soon as this returns, so the text cannot wait for the next render.
    const stamp = () => {
      const printed = line.current?.firstChild;
      if (printed) printed.nodeValue = text();
    };
    window.addEventListener('beforeprint', stamp);
    return () => window.removeEventListener('beforeprint', stamp);
  });
  return (
    <div class="print-only">
      <p ref={line}>{text()}</p>
      {filters !== undefined && <p>{t('print.filters', { filters })}</p>}
    </div>
  );
}
