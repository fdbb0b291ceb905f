import type { Capture, PaySession } from '#lambdas/contract/desk-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Elapsed, useWaited } from '#web/src/components/elapsed.tsx';
import { Icon, type IconName } from '#web/src/components/icon.tsx';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { spell } from '#web/src/words/spoken.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { digitsText } from './digits-text.ts';
import { fieldName } from './field-name.ts';
import { type FieldRow, mayAsk, type RowState } from './fields.ts';
import { guidanceFor } from './guidance.ts';
import { KeyCountdown } from './key-countdown.tsx';
import { brandKey, shownValue } from './masks.ts';
import { TypedDots } from './typed-dots.tsx';
import { usePayment } from './use-payment.ts';

const ICONS: Readonly<Record<RowState, IconName>> = {
  todo: 'todo',
  asking: 'arrow',
  accepted: 'check',
  error: 'alert',
};

/** After this long without a key, the desk suggests repeating the sentence. */
const NO_KEYS_MS = 20_000;
const MANY_MISSES = 3;

export interface FieldLineProps {
  readonly row: FieldRow;
  readonly session: PaySession;
  /** The line the conversation is on now: it has the only *Ask* button. */
  readonly isCurrent: boolean;
}

/** One detail the caller keys in: its name, its progress and what the agent can do about it. */
export function FieldLine({ row, session, isCurrent }: FieldLineProps) {
  const { words } = useWords();
  const name = fieldName(row.capture, words);
  const id = `row-${row.capture}`;
  return (
    <li
      class={`row ${row.state} ${isCurrent ? 'current' : ''}`}
      aria-current={isCurrent ? 'step' : undefined}
    >
      <span class="row-icon">
        <Icon name={ICONS[row.state]} />
      </span>
      <div class="row-body">
        <p class="row-name" id={id}>
          {name}
        </p>
        <RowValue row={row} session={session} isCurrent={isCurrent} />
        {row.state === 'error' && <RowError row={row} session={session} />}
      </div>
      <div class="row-actions">
        <RowActions row={row} session={session} isCurrent={isCurrent} name={name} id={id} />
      </div>
      {isCurrent && row.state === 'asking' && <NoKeysHint />}
    </li>
  );
}

function RowValue({ row, session, isCurrent }: FieldLineProps) {
  const { t } = useWords();
  if (row.state === 'asking') return <Keying capture={row.capture} session={session} />;
  if (row.state === 'accepted') {
    const shown = shownValue(session, row.capture);
    if (shown.kind === 'entered') return <p class="row-value">{t('row.accepted')}</p>;
    if (shown.kind === 'clear') return <p class="row-value digits">{shown.text}</p>;
    const brand =
      row.capture.startsWith('payment-card-number') && session.cardType ? t(brandKey(session.cardType)) : '';
    return (
      <p class="row-value">
        <span aria-hidden="true" class="digits">
          {brand} {t('row.ending', { digits: shown.text })}
        </span>
        <span class="visually-hidden">
          {brand} {t('row.ending', { digits: spell(shown.text) })}
        </span>
      </p>
    );
  }
  const key: TextKey = row.state === 'error' ? 'row.error' : isCurrent ? 'row.next' : 'row.todo';
  return <p class="row-value">{t(key)}</p>;
}

/** What the caller has keyed in so far: all of the page that a digit changes. */
function Keying({ capture, session }: { readonly capture: Capture; readonly session: PaySession }) {
  const { payment } = usePayment();
  const { t, words } = useWords();
  const since = payment.since.value;
  const typed = payment.typed.value;
  return (
    <div class="row-value live">
      <TypedDots count={typed} grouped={capture.startsWith('payment-card-number')} />
      <p class="row-note">
        {typed > 0 ? t('row.typing', { digits: digitsText(typed, words) }) : t('row.asking')}{' '}
        {since !== undefined && <Elapsed since={since} />}
      </p>
      {typed > 0 && <KeyCountdown session={session} />}
    </div>
  );
}

function RowError({ row, session }: Pick<FieldLineProps, 'row' | 'session'>) {
  const { payment } = usePayment();
  const { t, words } = useWords();
  const misses = payment.misses.value[row.capture] ?? 1;
  return (
    <div class="row-error">
      <p>{guidanceFor(session, words)}</p>
      <p class="hint">
        {t(misses === 1 ? 'pay.missed.one' : 'pay.missed.other', { count: misses })} ·{' '}
        <span class="digits">{row.errorCode}</span>
      </p>
      {misses >= MANY_MISSES && (
        <p>{t(session.paymentMethod === 'ach-debit' ? 'pay.manyMissesBank' : 'pay.manyMisses')}</p>
      )}
    </div>
  );
}

function RowActions(props: FieldLineProps & { readonly name: string; readonly id: string }) {
  const { row, session, isCurrent, name, id } = props;
  const { payment } = usePayment();
  const { t } = useWords();
  if (!mayAsk(session, row.capture)) return null;
  const isBusy = payment.pending.value !== undefined;
  const ask = () => void payment.ask(row.capture);
  if (isCurrent) {
    const isUnderWay = row.state === 'asking';
    const key: TextKey = isUnderWay ? 'pay.restartField' : row.state === 'error' ? 'pay.askAgain' : 'pay.ask';
    return (
      <Button
        kind={isUnderWay ? 'plain' : 'primary'}
        shortcut="3"
        blocked={isBusy}
        describedBy={id}
        onPress={ask}
      >
        {t(key)}
      </Button>
    );
  }
  const isAccepted = row.state === 'accepted';
  return (
    <Button
      kind="quiet"
      blocked={isBusy}
      label={t(isAccepted ? 'pay.againFor' : 'pay.skipToFor', { field: name })}
      onPress={ask}
    >
      {t(isAccepted ? 'pay.again' : 'pay.skipTo')}
    </Button>
  );
}

function NoKeysHint() {
  const { payment } = usePayment();
  const { t } = useWords();
  const waited = useWaited(payment.since.value);
  const isSilent = payment.seesKeys.value && payment.typed.value === 0;
  return isSilent && waited >= NO_KEYS_MS ? <p class="row-hint hint">{t('pay.noKeys')}</p> : null;
}
