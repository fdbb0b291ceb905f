import { Button } from '#web/src/components/button.tsx';
import { Elapsed } from '#web/src/components/elapsed.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { callerText } from './caller.ts';
import { usePhone } from './use-phone.ts';

/** Calls that ring besides the one that is shown. They can be declined; answered once this desk is on no other. */
export function AlsoRinging() {
  const { phone } = usePhone();
  const { t, words } = useWords();
  const calls = phone.alsoRinging.value;
  if (calls.length === 0) return null;
  return (
    <ul class="card also-ringing" aria-label={t('call.alsoRinging')}>
      {calls.map((call) => {
        const caller = callerText(call.from, words.texts);
        return (
          <li key={call.callSid}>
            <span>
              {t('call.alsoRinging')} <strong class="caller digits">{caller}</strong>{' '}
              <Elapsed since={call.rangAt} />
            </span>
            <Button label={t('call.declineOf', { caller })} onPress={call.decline}>
              {t('call.decline')}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
