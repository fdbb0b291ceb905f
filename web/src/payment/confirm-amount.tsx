import { useLayoutEffect, useRef } from 'preact/hooks';
import type { StartRequest, UnknownPayment } from '#lambdas/contract/desk-api.ts';
import { DEFAULT_CURRENCY } from '#lambdas/contract/money.ts';
import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { spokenMoney } from '#web/src/words/money.ts';
import { type PageWords, useWords } from '#web/src/words/use-words.ts';
import { type AmountDoubt, limitIn } from './amount-doubt.ts';
import { usePayment } from './use-payment.ts';

/** A press meant for *Start* must not answer the question that took its place. */
const DEAF_MS = 400;

export interface ConfirmAmountProps {
  readonly doubt: AmountDoubt;
  readonly request: StartRequest;
  readonly onYes: () => void;
  readonly onChange: () => void;
}

/**
 * Asks the agent, inside the form, to confirm an amount that is unusually large, was already taken on this call, or
 * would be charged although an earlier payment may have been.
 */
export function ConfirmAmount({ doubt, request, onYes, onChange }: ConfirmAmountProps) {
  const { settings } = useSettings();
  const { payment } = usePayment();
  const { t, words, money } = useWords();
  const question = useRef<HTMLParagraphElement>(null);
  const currency = request.currency ?? DEFAULT_CURRENCY;
  const unknown = doubt.kind === 'unknown' ? doubt.unknown : undefined;
  const amount = money(request.chargeAmount, currency);
  const limit = money(limitIn(currency, settings.confirmAbove.value), currency);
  // Immediately: the pressed button is gone, and the focus must not fall back to the page.
  useLayoutEffect(() => {
    question.current?.focus();
    question.current?.closest('.confirm')?.scrollIntoView?.({ block: 'nearest' });
  }, []);
  return (
    <div class="note warn confirm">
      <Icon name="alert" />
      <div>
        <p ref={question} tabIndex={-1}>
          {t(`amount.${doubt.kind}`, {
            amount,
            limit,
            ...(unknown ? earlier(unknown, words.language, money) : {}),
          })}
        </p>
        <p class="confirm-amount">{spokenMoney(request.chargeAmount ?? '', currency, words.language)}</p>
        <div class="actions">
          <Button
            kind="primary"
            deafMs={DEAF_MS}
            blocked={payment.pending.value !== undefined}
            onPress={onYes}
          >
            {t(unknown ? 'amount.yesUnknown' : 'amount.yes', { amount })}
          </Button>
          <Button onPress={onChange}>{t('amount.change')}</Button>
        </div>
      </div>
    </div>
  );
}

function earlier(
  { chargeAmount, currency, startedAt }: UnknownPayment,
  language: string,
  money: PageWords['money'],
) {
  return {
    earlier: money(chargeAmount, currency),
    when: new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(new Date(startedAt)),
  };
}
