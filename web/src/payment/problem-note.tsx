import { CopyDetails } from '#web/src/components/copy-details.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { problemText } from './problem-text.ts';
import { usePayment } from './use-payment.ts';

/** The last failed request, in plain words, with the details support will ask for. */
export function ProblemNote() {
  const { payment } = usePayment();
  const { words } = useWords();
  const problem = payment.problem.value;
  // The form itself asks about a payment that may have been charged.
  if (!problem || problem.error.unknown) return null;
  const { error } = problem;
  return (
    <div class="note bad">
      <Icon name="alert" />
      <div>
        <p>{problemText(error, words)}</p>
        <CopyDetails
          facts={{
            code: error.twilioCode ? `${error.code} ${error.twilioCode}` : error.code,
            request: error.requestId,
            payment: payment.session.value?.paySid ?? '',
          }}
        />
      </div>
    </div>
  );
}
