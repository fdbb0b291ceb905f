import { useSignal } from '@preact/signals';
import type { PaySession } from '#lambdas/contract/desk-api.ts';
import type { Merchant } from '#lambdas/contract/look-settings.ts';
import { Button } from '#web/src/components/button.tsx';
import { Choice } from '#web/src/components/choice.tsx';
import { Dialog } from '#web/src/components/dialog.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useConfig } from '#web/src/settings/use-config.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { LANGUAGE_NAMES } from '#web/src/words/words.ts';
import { receiptOf, receiptText, whyNoReceipt } from './receipt.ts';
import { zoneName } from './zone.ts';

export interface ReceiptProps {
  readonly session: PaySession;
}

/** Offers a receipt, or says why there is none. */
export function ReceiptButton({ session }: ReceiptProps) {
  const { config } = useConfig();
  const { t } = useWords();
  const isOpen = useSignal(false);
  const why = whyNoReceipt(session, config.merchant);
  return (
    <>
      <Button
        onPress={() => (isOpen.value = true)}
        blocked={why !== undefined}
        {...(why ? { describedBy: 'no-receipt' } : {})}
      >
        {t('receipt.open.button')}
      </Button>
      {why && (
        <span id="no-receipt" class="hint">
          {t(why)}
        </span>
      )}
      {isOpen.value && config.merchant && (
        <ReceiptDialog
          session={session}
          merchant={config.merchant}
          practice={config.practice}
          onClose={() => (isOpen.value = false)}
        />
      )}
    </>
  );
}

interface ReceiptDialogProps extends ReceiptProps {
  readonly merchant: Merchant;
  readonly practice: boolean;
  readonly onClose: () => void;
}

/** The receipt as it will be on paper; while it is open, printing prints it and nothing else. */
function ReceiptDialog({ session, merchant, practice, onClose }: ReceiptDialogProps) {
  const { announcer } = usePlatform();
  const { settings } = useSettings();
  const { t } = useWords();
  const language = useSignal(settings.callerLanguage.peek());
  const said = useSignal('');
  const receipt = receiptOf(session, { merchant, practice, language: language.value, zone: zoneName() });
  const copy = async () => {
    const copied = await (navigator.clipboard?.writeText(receiptText(receipt)) ?? Promise.reject()).then(
      () => true,
      () => false,
    );
    said.value = t(copied ? 'common.copied' : 'common.notCopied');
    announcer.say({ text: said.value, urgent: !copied });
  };
  return (
    <Dialog title={t('receipt.open.button')} onClose={onClose}>
      <Choice
        legend={t('receipt.language')}
        name="receipt-language"
        value={language.value}
        options={Object.entries(LANGUAGE_NAMES) as [typeof language.value, string][]}
        onChange={(chosen) => {
          language.value = chosen;
          said.value = '';
        }}
      />
      <article class="receipt" lang={language.value}>
        <header>
          <strong>
            <bdi>{merchant.name}</bdi>
          </strong>
          <bdi>{merchant.locality}</bdi>
        </header>
        <h3>{receipt.title}</h3>
        <p>{receipt.sale}</p>
        {receipt.practice && <p class="receipt-practice">{receipt.practice}</p>}
        <dl>
          {receipt.lines.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      </article>
      <div class="actions">
        <Button kind="primary" onPress={() => window.print()}>
          {t('record.print')}
        </Button>
        <Button onPress={() => void copy()}>{said.value || t('record.copy')}</Button>
        <Button kind="quiet" onPress={onClose}>
          {t('common.close')}
        </Button>
      </div>
    </Dialog>
  );
}
