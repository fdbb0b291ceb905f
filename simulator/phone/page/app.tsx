import { useEffect } from 'preact/hooks';
import { CallButtons } from './call-buttons.tsx';
import { Helper } from './helper.tsx';
import { Keypad } from './keypad.tsx';
import type { PhoneModel } from './model.ts';
import { Screen } from './screen.tsx';

/** The caller's phone, with the helper that types test cards beside it. */
export function App({ model }: { readonly model: PhoneModel }) {
  usePhysicalKeys(model);
  return (
    <main class="page">
      <section class="phone" aria-label="Phone">
        <h1 class="unseen">Phone</h1>
        <p class="simulated">
          <strong>Simulator</strong> No real call, number or money
        </p>
        <Screen model={model} />
        <Keypad model={model} />
        <CallButtons model={model} />
      </section>
      <Helper model={model} />
    </main>
  );
}

/** The computer's keys act as the phone's keys, except while a text field has the focus. */
function usePhysicalKeys(model: PhoneModel): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typingElsewhere =
        event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (typingElsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^[0-9*#]$/.test(event.key)) model.press(event.key);
      else if (event.key === 'Backspace' && !model.isOn.value)
        model.dial.value = model.dial.value.slice(0, -1);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [model]);
}
