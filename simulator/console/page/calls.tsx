import { useState } from 'preact/hooks';
import { expiry, POSTAL_CODE, TEST_CARD_CHOICES } from '../../phone/page/test-values.ts';
import { useNow } from './clock.tsx';
import { ArrowIcon } from './icons.tsx';
import type { ConsoleModel } from './model.ts';
import type { Leg } from './wire.ts';
import { counted, duration, isOver, spaced, timeOfDay } from './words.ts';

/** Calls listed at once; those under way come first. */
const MOST = 12;

/** Calls and their legs as they stand; one of them can be chosen to see only its requests. */
export function Calls({ model }: { readonly model: ConsoleModel }) {
  const legs = model.state.value.calls;
  const roots = legs.filter(({ parentCallSid }) => !parentCallSid).reverse();
  const families = new Map<string, Leg[]>(roots.map((root) => [root.callSid, [root]]));
  for (const leg of legs) families.get(leg.parentCallSid ?? '')?.push(leg);
  const familyOf = ({ callSid }: Leg) => families.get(callSid) ?? [];
  const sorted = [
    ...roots.filter((root) => !familyOf(root).every(isOver)),
    ...roots.filter((root) => familyOf(root).every(isOver)),
  ];
  return (
    <section class="calls" aria-labelledby="calls-title">
      <h2 id="calls-title">Calls</h2>
      <PlaceCall model={model} />
      {sorted.length === 0 ? (
        <p class="hint">
          None yet. Place one here, or call from the <a href="/phone">phone</a>.
        </p>
      ) : (
        <ul class="call-list">
          {sorted.slice(0, MOST).map((root) => (
            <li key={root.callSid} class="call">
              {familyOf(root).map((leg) => (
                <LegRow key={leg.callSid} model={model} leg={leg} />
              ))}
            </li>
          ))}
        </ul>
      )}
      {sorted.length > MOST ? (
        <p class="hint">{counted(sorted.length - MOST, 'earlier call')} not listed.</p>
      ) : null}
    </section>
  );
}

function LegRow({ model, leg }: { readonly model: ConsoleModel; readonly leg: Leg }) {
  const now = useNow(model);
  const isChosen = model.address.value.call === leg.callSid;
  const since = leg.startTime ?? leg.dateUpdated;
  const over = isOver(leg);
  const until = over ? new Date(leg.endTime ?? leg.dateUpdated).getTime() : (now ?? 0);
  return (
    <>
      <button
        type="button"
        class={leg.parentCallSid ? 'leg child' : 'leg'}
        aria-pressed={isChosen}
        title={`${leg.callSid}: show its requests only`}
        onClick={() => model.go({ call: isChosen ? undefined : leg.callSid })}
      >
        <span class="leg-who">
          {leg.parentCallSid ? <span class="unseen">Leg: </span> : null}
          {spaced(leg.from)} <ArrowIcon to="right" />
          <span class="unseen">to</span> {spaced(leg.to)}
        </span>
        <span class="leg-state">
          <span class={`chip status-${over ? (leg.status === 'completed' ? 'over' : 'bad') : 'live'}`}>
            {leg.status}
          </span>
          <span class="leg-since">
            {leg.direction} · {timeOfDay(since).slice(0, 8)}
            {leg.startTime ? ` · ${duration(until - new Date(leg.startTime).getTime())}` : ''}
          </span>
        </span>
      </button>
      {isChosen && !over ? <LegActions model={model} leg={leg} /> : null}
    </>
  );
}

/** Acts as the person on that leg. */
function LegActions({ model, leg }: { readonly model: ConsoleModel; readonly leg: Leg }) {
  const [keys, setKeys] = useState('');
  const card = TEST_CARD_CHOICES[0];
  const until = expiry(new Date());
  const values: readonly (readonly [string, string])[] = [
    [`Card ${card?.number.slice(-4)}`, `${card?.number}#`],
    [`Date ${until.slice(0, 2)}/${until.slice(2)}`, `${until}#`],
    ['Code', `${card?.securityCode}#`],
    ['ZIP', `${POSTAL_CODE}#`],
  ];
  return (
    <div class="leg-actions">
      <form
        class="keys"
        onSubmit={(event) => {
          event.preventDefault();
          if (keys) void model.press(leg.callSid, keys);
          setKeys('');
        }}
      >
        <label>
          <span class="unseen">Keys to press</span>
          <input
            value={keys}
            inputMode="tel"
            autocomplete="off"
            placeholder="0-9 * #"
            pattern="[0-9*#]*"
            disabled={leg.status !== 'in-progress'}
            onInput={(event) => setKeys(event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={leg.status !== 'in-progress'}>
          Press
        </button>
        <button type="button" class="danger" onClick={() => void model.hangUp(leg.callSid)}>
          Hang up
        </button>
      </form>
      <p class="test-values">
        <span class="hint">Test values:</span>
        {values.map(([name, digits]) => (
          <button
            key={name}
            type="button"
            disabled={leg.status !== 'in-progress'}
            onClick={() => void model.press(leg.callSid, digits)}
          >
            {name}
          </button>
        ))}
      </p>
    </div>
  );
}

function PlaceCall({ model }: { readonly model: ConsoleModel }) {
  const [answer, choose] = useState('headless');
  return (
    <form
      class="place-call"
      onSubmit={(event) => {
        event.preventDefault();
        void model.placeCall(answer);
      }}
    >
      <button type="submit">Place a call</button>
      <label>
        answered by{' '}
        <select value={answer} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="headless">simulator</option>
          <option value="browser">browser</option>
        </select>
      </label>
    </form>
  );
}
