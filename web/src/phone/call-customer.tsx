import { useSignal } from '@preact/signals';
import { Button } from '#web/src/components/button.tsx';
import { Field } from '#web/src/components/field.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import { readablePhoneNumber } from './phone-number.ts';
import { usePhone } from './use-phone.ts';

/** A number to call, checked here to say what is wrong with it; the service checks it again to allow it. */
export function CallCustomer({ countries }: { readonly countries: readonly string[] }) {
  const { phone, tokens } = usePhone();
  const { t } = useWords();
  const written = useSignal('');
  const problem = useSignal<'' | 'callOut.invalid' | 'callOut.country'>('');
  const own = tokens.phoneNumber.value ?? '';
  const call = async () => {
    // Loaded when somebody calls: it knows the numbers of every country.
    const { readDialable } = await import('#lambdas/contract/dialable.ts');
    const read = readDialable(written.value, own, countries);
    problem.value = typeof read === 'string' ? `callOut.${read}` : '';
    if (typeof read === 'object') await phone.callOut({ To: read.number }, read.number);
  };
  return (
    <form
      class="call-customer"
      onSubmit={(event) => {
        event.preventDefault();
        void call();
      }}
    >
      <Field
        id="call-customer"
        label={t('callOut.number')}
        value={written.value}
        problem={problem.value ? t(problem.value) : undefined}
        hint={t('callOut.hint', { number: readablePhoneNumber(own) })}
        attributes={{ type: 'tel', autocomplete: 'off' }}
        onChange={(value) => {
          written.value = value;
          problem.value = '';
        }}
      />
      <Button type="submit">{t('callOut.call')}</Button>
    </form>
  );
}
