import { CheckIcon, HereIcon, ProblemIcon } from './icons.tsx';
import type { ConsoleModel } from './model.ts';
import type { Payment } from './wire.ts';
import { fieldName, outcomeOf, phaseName } from './words.ts';

const MOST = 10;

/** Each payment as one line: what was captured, where it is now, how it ended. */
export function Payments({ model }: { readonly model: ConsoleModel }) {
  const payments = [...model.state.value.payments].reverse();
  return (
    <section class="payments" aria-labelledby="payments-title">
      <h2 id="payments-title">Payments</h2>
      {payments.length === 0 ? <p class="hint">None yet.</p> : null}
      <ul class="payment-list">
        {payments.slice(0, MOST).map((payment) => (
          <PaymentLine key={payment.sid} model={model} payment={payment} />
        ))}
      </ul>
    </section>
  );
}

const ICONS = { bad: <ProblemIcon />, good: <CheckIcon />, going: <HereIcon /> };

function PaymentLine({ model, payment }: { readonly model: ConsoleModel; readonly payment: Payment }) {
  const outcome = outcomeOf(payment);
  const steps = [
    ...payment.captured.filter((field) => field !== payment.capture),
    ...(payment.capture ? [payment.capture] : []),
  ];
  return (
    <li class={`payment payment-${outcome}`}>
      <button
        type="button"
        class="sid"
        title={`${payment.sid}: show the requests of its call only`}
        onClick={() => model.go({ call: payment.callSid })}
      >
        {payment.sid.startsWith('PK') ? `${payment.sid.slice(0, 10)}…` : payment.sid}
      </button>
      <ol class="steps">
        {steps.map((field) => (
          <li
            key={field}
            class={field === payment.capture ? 'step now' : 'step'}
            aria-current={field === payment.capture ? 'step' : undefined}
          >
            {field === payment.capture ? <HereIcon /> : <CheckIcon />}
            {fieldName(field)}
          </li>
        ))}
        <li class={`step phase ${payment.capture ? '' : 'now'}`}>
          {payment.capture ? null : ICONS[outcome]}
          {phaseName(payment)}
        </li>
      </ol>
    </li>
  );
}
