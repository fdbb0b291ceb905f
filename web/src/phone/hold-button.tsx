import { Button, ShortcutKey } from '../components/button.tsx';
import { useWords } from '../desk-context.ts';
import type { DeskCall } from './call.ts';

const SHORTCUT = '8';

/** Hold, or a plain word in its place while the caller is needed: as wide, so that nothing beside it moves. */
export function HoldButton({ call, isBlocked }: { readonly call: DeskCall; readonly isBlocked: boolean }) {
  const { t } = useWords();
  const isHeld = call.hold.held.value;
  if (isBlocked && !isHeld) {
    return (
      <details class="menu">
        <summary class="button plain large" data-shortcut={SHORTCUT}>
          {t('call.hold')}
          <ShortcutKey digit={SHORTCUT} />
        </summary>
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
      shortcut={SHORTCUT}
      pressed={isHeld}
      blocked={call.phase.value !== 'open'}
      onPress={call.toggleHold}
    >
      {t('call.hold')}
    </Button>
  );
}
