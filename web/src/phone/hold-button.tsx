import type { Signal } from '@preact/signals';
import { Button } from '#web/src/components/button.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import type { DeskCall } from './call.ts';

export interface HoldButtonProps {
  readonly call: DeskCall;
  /** True while the caller is needed: the button then explains why it does not hold. */
  readonly isCallerNeeded: boolean;
  readonly isAsked: Signal<boolean>;
}

/** One button in one place, whatever it does, so that nothing beside it moves and the focus stays. */
export function HoldButton({ call, isCallerNeeded, isAsked }: HoldButtonProps) {
  const { t } = useWords();
  const isHeld = call.hold.held.value;
  const isRefused = isCallerNeeded && !isHeld;
  return (
    <Button
      size="large"
      shortcut="8"
      pressed={isHeld}
      blocked={call.phase.value !== 'open'}
      onPress={() => {
        isAsked.value = isRefused && !isAsked.peek();
        if (!isRefused) call.toggleHold();
      }}
    >
      {t('call.hold')}
    </Button>
  );
}
