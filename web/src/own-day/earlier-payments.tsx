import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { endingOf } from '#lambdas/contract/payment-ending.ts';
import { NO_RULES, readId } from '#lambdas/contract/reference-mask.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { usePayment } from '#web/src/payment/use-payment.ts';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';
import { PaymentLines } from './payment-lines.tsx';
import { OWN_DAY } from './words.ts';

/** How long a reference must have stood still: each search is a line of the access log. */
const STILL_MS = 1_000;
const SHOWN = 5;

/** This caller's earlier payments: those with the reference of the open payment, or of the form. */
export function EarlierPayments() {
  const { api } = useApi();
  const { clock } = usePlatform();
  const { payment, keptDraft, ids } = usePayment();
  const { t } = useRoomWords(OWN_DAY);
  const found = useSignal<readonly PaySession[] | 'failed' | undefined>(undefined);
  const session = payment.session.value;
  const given = session ? session.reference : keptDraft.reference.value;
  const read = readId(given ?? '', (ids ?? NO_RULES).reference);
  const reference = read.ok ? read.value : undefined;

  useEffect(() => {
    found.value = undefined;
    if (reference === undefined) return;
    let isWanted = true;
    const stop = clock.after(STILL_MS, async () => {
      const items = await api.list({ reference }).then(
        (list) => list.items,
        () => 'failed' as const,
      );
      if (isWanted) found.value = items;
    });
    return () => {
      isWanted = false;
      stop();
    };
  }, [reference]);

  if (reference === undefined) return null;
  const earlier =
    typeof found.value === 'object'
      ? found.value.filter(({ paySid }) => paySid !== session?.paySid)
      : found.value;
  const title = t('earlier', { reference });
  return (
    <section class="card own-day" aria-label={title}>
      <h2>{title}</h2>
      {typeof earlier !== 'object' || earlier.length === 0 ? (
        <p class="hint">
          {t(earlier === undefined ? 'looking' : earlier === 'failed' ? 'earlierFailed' : 'earlierNone')}
        </p>
      ) : (
        <PaymentLines
          label={title}
          payments={earlier.slice(0, SHOWN).map((one) => ({ ...one, ending: endingOf(one) }))}
          isOfDays
        />
      )}
    </section>
  );
}
