import { useState } from 'preact/hooks';
import type { PhoneModel } from './model.ts';
import { expiry, lastFour, POSTAL_CODE, TEST_BANK, TEST_CARD_CHOICES } from './test-values.ts';

/** Types published test values for the field being captured, at a person's speed and with the same keys. */
export function Helper({ model }: { readonly model: PhoneModel }) {
  const [chosen, choose] = useState(0);
  const card = TEST_CARD_CHOICES[chosen] ?? TEST_CARD_CHOICES[0];
  if (!card) return null;
  const until = expiry(new Date());
  const busy = model.typing.value !== undefined;
  const idle = !model.isConnected.value;
  const row = (name: string, shown: string, keys: string) => (
    <button
      type="button"
      class="type-key"
      disabled={idle}
      aria-disabled={busy}
      onClick={() => busy || void model.type(`${keys}#`)}
    >
      <span>{name}</span>
      <span class="type-value">{shown}</span>
    </button>
  );

  return (
    <aside class="helper" aria-label="Type a test card">
      <h2 class="helper-title">Type a test card</h2>
      <p class="helper-hint">
        {idle ? 'Once you are connected, ' : 'When the agent asks, '}press what they ask for. Never key in a
        real card.
      </p>
      <label class="chooser">
        <span>Test card</span>
        <select value={String(chosen)} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {TEST_CARD_CHOICES.map(({ name, number }, index) => (
            <option key={number} value={String(index)}>
              {name} ending {lastFour(number)}
            </option>
          ))}
        </select>
      </label>
      <div class="card-picture" aria-hidden="true">
        <span class="card-brand">{card.name}</span>
        <span class="card-chip" />
        <span class="card-number">{`•••• ${lastFour(card.number)}`}</span>
        <span class="card-until">{`${until.slice(0, 2)}/${until.slice(2)}`}</span>
      </div>
      <div class="type-keys">
        {row('Card number', `ends ${lastFour(card.number)}`, card.number)}
        {row('Expiry', `${until.slice(0, 2)}/${until.slice(2)}`, until)}
        {row('Security code', '•'.repeat(card.securityCode.length), card.securityCode)}
        {row('Postal code', POSTAL_CODE, POSTAL_CODE)}
      </div>
      <h3 class="helper-subtitle">Bank account</h3>
      <div class="type-keys">
        {row('Routing number', `ends ${lastFour(TEST_BANK.routing)}`, TEST_BANK.routing)}
        {row('Account number', `ends ${TEST_BANK.account.slice(-2)}`, TEST_BANK.account)}
      </div>
      <div class="typing" aria-live="polite">
        {busy ? (
          <button type="button" class="stop-typing" onClick={model.stopTyping}>
            Stop typing
          </button>
        ) : null}
      </div>
    </aside>
  );
}
