import type { PaySession, SessionState } from '#lambdas/contract/desk-api.ts';
import { Icon, type IconName } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { isFinal } from './newest.ts';
import { outcomeOf } from './outcome.ts';

const ICONS: Readonly<Partial<Record<SessionState, IconName>>> = {
  succeeded: 'check',
  failed: 'cross',
  cancelled: 'cross',
};

/**
 * A session's state as an icon, a word and a colour, with the code when it failed. A payment that may have been taken
 * is not called failed.
 */
export function StateMark({ session }: { readonly session: PaySession }) {
  const { t } = useWords();
  const { state, error, result } = session;
  const isUnknown = isFinal(session) && outcomeOf(session) === 'unknown';
  const code = state === 'failed' ? (error?.code ?? result) : undefined;
  const isDeclined = state === 'failed' && error?.declined;
  return (
    <span class={`mark ${isUnknown ? 'unknown' : state}`}>
      <Icon name={isUnknown ? 'alert' : (ICONS[state] ?? 'dots')} />
      {t(isUnknown ? 'outcome.unknown.short' : isDeclined ? 'state.declined' : `state.${state}`)}
      {code && <span class="digits small"> {code}</span>}
    </span>
  );
}
