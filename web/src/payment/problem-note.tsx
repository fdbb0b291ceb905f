import { errorText } from '#web/src/api/error-text.ts';
import { CopyDetails } from '#web/src/components/copy-details.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { usePayment } from './use-payment.ts';

export interface ProblemNoteProps {
  /** The words stand beside a field already; only the details are left to show. */
  readonly isAtField?: boolean;
}

/** The last failed request, in plain words, with the details support will ask for. */
export function ProblemNote({ isAtField = false }: ProblemNoteProps) {
  const { payment } = usePayment();
  const { words } = useWords();
  const problem = payment.problem.value;
  // The form itself asks about a payment that may have been charged.
  if (!problem || problem.error.unknown) return null;
  const { error } = problem;
  const details = (
    <CopyDetails
      facts={{
        code: error.twilioCode ? `${error.code} ${error.twilioCode}` : error.code,
        request: error.requestId,
        payment: payment.session.value?.paySid ?? '',
      }}
    />
  );
  if (isAtField) return details;
  return (
    <div class="note bad">
      <Icon name="alert" />
      <div>
        <p>{errorText(error, words)}</p>
        {details}
      </div>
    </div>
  );
}
