import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { errorText } from '#web/src/api/error-text.ts';
import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import type { KeptDraft } from '#web/src/payment/kept-draft.ts';
import type { Terms } from '#web/src/payment/paid-call.ts';
import { PaymentPanel } from '#web/src/payment/payment-panel.tsx';
import { useIdName } from '#web/src/payment/use-id-name.ts';
import { usePayment } from '#web/src/payment/use-payment.ts';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { useWords } from '#web/src/words/use-words.ts';
import type { OpenPanel } from './open-panel.ts';
import type { Panel } from './panel.ts';

/** A panel keeps nothing: a form lasts as long as its frame. */
const NOT_KEPT: KeptDraft = {
  read: () => undefined,
  keep: () => undefined,
  forget: () => undefined,
  reference: signal(''),
};

/** The whole panel: what it is for, what concerns all of it, and the payment. */
export function PanelFrame({ panel }: { readonly panel: Panel }) {
  const { t } = useWords();
  const stage = panel.stage.value;
  useEffect(() => {
    document.title = t('panel.title');
  });
  return (
    <main class="main panel">
      <h1 class="visually-hidden" tabIndex={-1}>
        {t('panel.title')}
      </h1>
      {stage.is === 'open' ? (
        <usePayment.Provider value={{ ...stage.panel, keptDraft: NOT_KEPT }}>
          <Open
            key={stage.panel.paidCall.callSid.value}
            panel={stage.panel}
            onAgain={() => void panel.again()}
          />
        </usePayment.Provider>
      ) : (
        <Closed panel={panel} />
      )}
    </main>
  );
}

/** Before the payment: still opening, or why it cannot. */
function Closed({ panel }: { readonly panel: Panel }) {
  const { t, words } = useWords();
  const stage = panel.stage.value;
  if (stage.is === 'opening') return <p role="status">{t('panel.waiting')}</p>;
  const text = stage.is === 'refused' ? errorText(stage.error, words) : t('panel.none');
  return <Stopped text={text} onAgain={() => void panel.again()} />;
}

function Open({ panel, onAgain }: { readonly panel: OpenPanel; readonly onAgain: () => void }) {
  const { payment, paidCall, terms, isClosed, practice } = panel;
  const { t } = useWords();
  const isIdle = !payment.session.value && payment.history.value.length === 0;
  return (
    <>
      <TermsLine terms={terms} />
      {isClosed.value && <Stopped text={t('panel.closed')} onAgain={onAgain} />}
      {!isClosed.value && payment.live.value === 'polling' && <Note kind="warn" text="banner.polling" />}
      {practice && <Note kind="plain" text="banner.practice" />}
      {!paidCall.isUp.value && isIdle && <Note kind="warn" text="panel.over" />}
      <PaymentPanel />
    </>
  );
}

function TermsLine({ terms }: { readonly terms: Terms }) {
  const { t, money } = useWords();
  const idName = useIdName();
  const facts = [
    [idName('reference', 'list'), terms.reference],
    [idName('customer', 'list'), terms.customer],
    [t('panel.most'), money(terms.maxAmount, terms.currency)],
  ] as const;
  return (
    <dl class="panel-terms">
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi dir="ltr" class="digits name">
                  {value}
                </bdi>
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Note({ kind, text }: { readonly kind: 'plain' | 'warn'; readonly text: TextKey }) {
  const { t } = useWords();
  return (
    <p class={`note ${kind}`}>
      <Icon name={kind === 'warn' ? 'alert' : 'info'} />
      {t(text)}
    </p>
  );
}

function Stopped({ text, onAgain }: { readonly text: string; readonly onAgain: () => void }) {
  const { t } = useWords();
  return (
    <div class="note bad" role="alert">
      <Icon name="alert" />
      <p class="grow">{text}</p>
      <Button onPress={onAgain}>{t('panel.again')}</Button>
    </div>
  );
}
