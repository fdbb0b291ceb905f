import { CopyDetails } from '#web/src/components/copy-details.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { useDesk, useWords } from '#web/src/shell/desk-context.ts';
import { problemText } from './problem-text.ts';

/** The last request that did not work, in plain words, with what support will ask for. */
export function ProblemNote() {
  const { payment } = useDesk();
  const { words } = useWords();
  const problem = payment.problem.value;
  if (!problem) return null;
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
