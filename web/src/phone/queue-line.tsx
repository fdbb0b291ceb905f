import { Elapsed } from '#web/src/components/elapsed.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { usePhone } from './use-phone.ts';

/** “2 waiting, longest 1:12”; nothing when nobody waits. */
export function QueueLine() {
  const { phone } = usePhone();
  const { t } = useWords();
  const { waiting = 0, since } = phone.line.value ?? {};
  if (waiting === 0 || since === undefined) return null;
  return (
    <span class="queue-line">
      {t('queue.waiting', { count: String(waiting) })} <Elapsed since={since} />
    </span>
  );
}
