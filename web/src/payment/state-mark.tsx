import type { PaySession, SessionState } from '#lambdas/contract/desk-api.ts';
import { Icon, type IconName } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { reasonOf } from './guidance.ts';
import { isFinal } from './newest.ts';
import { stateKey, stateTone } from './state-key.ts';

const ICONS: Readonly<Partial<Record<SessionState, IconName>>> = {
  succeeded: 'check',
  failed: 'cross',
  cancelled: 'cross',
  unknown: 'alert',
};

/** Where a session stands, as an icon, words and a colour; the reason of a failure in words, with its code behind it. */
export function StateMark({ session }: { readonly session: PaySession }) {
  const { t, words } = useWords();
  const tone = stateTone(session);
  const reason = isFinal(session) ? reasonOf(session, words) : undefined;
  return (
    <span class="state">
      <span class={`mark ${tone}`}>
        <Icon name={ICONS[tone] ?? 'dots'} />
        {t(stateKey(session))}
      </span>
      {reason && (
        <span class="hint small" title={reason.guidance}>
          {reason.text} <span class="digits">{reason.code}</span>
        </span>
      )}
    </span>
  );
}
