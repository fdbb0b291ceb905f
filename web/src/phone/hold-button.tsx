import { Button } from '../components/button.tsx';
import { useWords } from '../desk-context.ts';
import type { DeskCall } from './call.ts';

/** Hold, or a plain word in its place while the caller is needed. */
export function HoldButton({ call, isBlocked }: { readonly call: DeskCall; readonly isBlocked: boolean }) {
  const { t } = useWords();
  const isHeld = call.hold.held.value;
  if (isBlocked && !isHeld) {
    return (
      <details class="menu">
        <summary class="button quiet large">{t('call.hold')}</summary>
        <div class="menu-panel card">
          <p>{t('call.holdBlocked')}</p>
          {!call.muted.value && <p class="hint">{t('call.holdMute')}</p>}
        </div>
      </details>
    );
  }
  return (
    <Button
      size="large"
      shortcut="8"
      pressed={isHeld}
      blocked={call.phase.value !== 'open'}
      onPress={call.toggleHold}
    >
      {t('call.hold')}
    </Button>
  );
}
