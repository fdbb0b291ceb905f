import { exampleOf, ID_FIELDS, type IdField, MOST_ID, NO_RULES } from '#lambdas/contract/reference-mask.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { Field } from '#web/src/components/field.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import type { AmountFieldProps } from './amount-field.tsx';
import { useIdName } from './use-id-name.ts';
import { usePayment } from './use-payment.ts';

/** What the payment is for and who pays, as the business calls and writes them. */
export function IdFields({ draft, problem, change }: AmountFieldProps) {
  const { ids = NO_RULES } = usePayment();
  const { t, words } = useWords();
  const nameOf = useIdName();
  const problemOf = (field: IdField) => {
    if (problem?.field !== field) return undefined;
    if (problem.refusal) return errorText(problem.refusal, words);
    const example = exampleOf(ids[field].mask ?? '');
    return problem.id && t(`form.id.${problem.id}`, { example, limit: MOST_ID });
  };
  return (
    <div class="pair">
      {ID_FIELDS.map((field) => {
        const { mask, required } = ids[field];
        const label = nameOf(field, 'form');
        return (
          <Field
            key={field}
            id={`form-${field}`}
            label={required ? label : t('form.optional', { label })}
            value={draft[field]}
            onChange={(text) => change({ [field]: text })}
            problem={problemOf(field)}
            {...(mask ? { hint: t('form.id.like', { example: exampleOf(mask) }) } : {})}
            attributes={{ name: field, maxLength: MOST_ID, spellcheck: 'false', dir: 'auto' }}
          />
        );
      })}
    </div>
  );
}
