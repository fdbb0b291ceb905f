import { useEffect, useState } from 'preact/hooks';
import type { PhoneModel } from './model.ts';

const KEYS = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', ''],
  ['#', ''],
] as const;

/** Twelve keys. They are sent as messages and make no sound, so the other side never hears a tone. */
export function Keypad({ model }: { readonly model: PhoneModel }) {
  const lit = useLitKey(model);
  const inert = model.isOn.value && !model.isConnected.value;
  return (
    <fieldset class="keypad" disabled={inert}>
      <legend class="unseen">Keypad</legend>
      {KEYS.map(([key, letters]) => (
        <button
          key={key}
          type="button"
          class={lit === key ? 'key lit' : 'key'}
          aria-label={key}
          onClick={() => model.press(key)}
        >
          <span class="key-face" aria-hidden="true">
            {key}
          </span>
          {letters ? <span class="key-letters" data-letters={letters} aria-hidden="true" /> : null}
        </button>
      ))}
    </fieldset>
  );
}

/** The last key pressed by mouse or keyboard, for a moment. */
function useLitKey(model: PhoneModel): string | undefined {
  const [lit, setLit] = useState<string>();
  const last = model.lastKey.value;
  useEffect(() => {
    if (!last) return;
    setLit(last.key);
    const timer = setTimeout(() => setLit(undefined), 130);
    return () => clearTimeout(timer);
  }, [last]);
  return lit;
}
