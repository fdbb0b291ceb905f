import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { type PageWords, useWords } from '#web/src/words/use-words.ts';
import { FieldLine } from './field-line.tsx';
import { fieldRows, nextCapture } from './fields.ts';
import { guidanceFor } from './guidance.ts';
import { ProblemNote } from './problem-note.tsx';
import { SubmitBar } from './submit-bar.tsx';
import { usePayment } from './use-payment.ts';

/** A payment under way: one line per detail, then the buttons to take or cancel it, exactly as the service allows. */
export function SessionView({ session }: { readonly session: PaySession }) {
  const { settings } = useSettings();
  const { t, words, money } = useWords();
  const rows = fieldRows(session);
  const done = rows.filter(({ state }) => state === 'accepted').length;
  const current = session.capturing?.field ?? nextCapture(session);
  const isReady = session.allowed.includes('complete');
  const orphan = session.error && !session.error.field;

  return (
    <div class="session" data-state={session.state}>
      <header class="session-head">
        <h2 data-heading tabIndex={-1}>
          {isReady ? t('pay.ready') : titleOf(session, t, money)}
        </h2>
        <p class="hint">
          {isReady && <span>{titleOf(session, t, money)} · </span>}
          <span>{t('pay.progress', { done, all: rows.length })}</span>
        </p>
        <progress
          class="progress"
          max={Math.max(rows.length, 1)}
          value={done}
          aria-label={t('pay.progress', { done, all: rows.length })}
        />
      </header>
      {orphan && (
        <p class="note bad">
          <Icon name="alert" />
          {guidanceFor(session, words)}
        </p>
      )}
      <ol class="rows">
        {rows.map((row) => (
          <FieldLine key={row.capture} row={row} session={session} isCurrent={row.capture === current} />
        ))}
      </ol>
      <ProblemNote />
      <SubmitBar session={session} />
      <footer class="session-foot">
        {session.allowed.includes('cancel') && <CancelButton session={session} />}
        {session.allowed.includes('capture') && (
          <label class="check">
            <input
              type="checkbox"
              checked={settings.autoAdvance.value}
              onChange={(event) => {
                settings.autoAdvance.value = event.currentTarget.checked;
              }}
            />
            <span>{t('pay.autoAdvance')}</span>
          </label>
        )}
      </footer>
    </div>
  );
}

/** Cancels a submitted payment only once: a second request would only repeat the first response. */
function CancelButton({ session }: { readonly session: PaySession }) {
  const { payment } = usePayment();
  const { t } = useWords();
  const pending = payment.pending.value;
  const isSubmitted = session.state === 'submitting';
  const isRefused = payment.problem.value?.error.code === 'ALREADY_SUBMITTED';
  const isAsked = isSubmitted && payment.cancelAsked.value === session.paySid;
  const key = pending === 'cancel' ? 'pay.cancelling' : isSubmitted ? 'cancel.try' : 'pay.cancel';
  return (
    <Button blocked={pending !== undefined || isRefused || isAsked} onPress={() => void payment.cancel()}>
      {t(key)}
    </Button>
  );
}

function titleOf(session: PaySession, t: PageWords['t'], money: PageWords['money']): string {
  const isCard = session.paymentMethod === 'credit-card';
  if (session.chargeAmount === undefined) return t(isCard ? 'pay.saveCard' : 'pay.saveBank');
  const amount = money(session.chargeAmount, session.currency);
  return t(isCard ? 'pay.chargeCard' : 'pay.chargeBank', { amount });
}
