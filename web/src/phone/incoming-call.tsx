import { Button } from '#web/src/components/button.tsx';
import { Elapsed } from '#web/src/components/elapsed.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import type { DeskCall } from './call.ts';
import { callerText } from './caller.ts';

/** Presses this soon after the ringing starts were meant for something else. */
const DEAF_MS = 400;

/** The ringing call: who is calling, and the buttons to answer or decline. */
export function IncomingCall({ call }: { readonly call: DeskCall }) {
  const { t, words } = useWords();
  return (
    <section id="call" class="card incoming" aria-label={t('call.incoming')} tabIndex={-1}>
      <div class="incoming-who">
        <span class="ring-mark">
          <Icon name="phone" />
        </span>
        <div>
          <h2>{t('call.incoming')}</h2>
          <p class="caller digits">{callerText(call.from, words.texts)}</p>
        </div>
        <Elapsed since={call.rangAt} />
      </div>
      <div class="actions">
        <Button kind="ok" size="large" shortcut="1" deafMs={DEAF_MS} onPress={call.answer}>
          {t('call.answer')}
        </Button>
        <Button size="large" deafMs={DEAF_MS} onPress={call.decline}>
          {t('call.decline')}
        </Button>
      </div>
    </section>
  );
}
