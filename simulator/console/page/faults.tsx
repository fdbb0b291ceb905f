import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type FaultFields, fieldsOf, PRESETS, planOf } from './fault-fields.ts';
import { faultSentences } from './fault-words.ts';
import { ProblemIcon } from './icons.tsx';
import type { ConsoleModel } from './model.ts';

/** What is being made to go wrong, on every view while anything is. */
export function FaultBanner({ model }: { readonly model: ConsoleModel }) {
  const sentences = faultSentences(model.faults.value);
  if (sentences.length === 0) return null;
  return (
    <section class="fault-banner" aria-label="Faults that are on">
      <ProblemIcon />
      <p>
        <strong>Faults are on.</strong> {sentences.join(' ')}
      </p>
      <button type="button" onClick={() => void model.clearFaults()}>
        Clear faults
      </button>
    </section>
  );
}

/** Misbehaviour on demand, as sentences with blanks. */
export function Faults({ model }: { readonly model: ConsoleModel }) {
  const plan = model.faults.value;
  const [fields, setFields] = useState<FaultFields>(fieldsOf(plan));
  useEffect(() => setFields(fieldsOf(plan)), [plan]);
  const set = (name: string, value: string) => setFields({ ...fields, [name]: value });
  const use: Use = { fields, set };
  const sentences = faultSentences(planOf(fields));

  return (
    <div class="page-column">
      <section aria-labelledby="presets-title">
        <h2 id="presets-title">Start from</h2>
        <p class="presets">
          {PRESETS.map((preset) => (
            <button key={preset.name} type="button" onClick={() => setFields(fieldsOf(preset.plan))}>
              {preset.name}
            </button>
          ))}
        </p>
      </section>
      <form
        class="faults"
        onSubmit={(event) => {
          event.preventDefault();
          void model.setFaults(planOf(fields));
        }}
      >
        <CallbackFields title="Payment callbacks" prefix="payment" use={use} />
        <CallbackFields title="Status callbacks of calls and conferences" prefix="status" use={use} />
        <fieldset>
          <legend>Payment processor</legend>
          <p>
            It takes <Blank use={use} name="connectorDelay" label="Seconds longer" /> s longer to respond.
          </p>
          <p>
            It fails <Blank use={use} name="connectorTimes" label="Failures of the processor" whole /> times:{' '}
            <Choice
              use={use}
              name="connectorWith"
              label="How the processor fails"
              options={[
                ['timeout', 'does not respond'],
                ['reset', 'closes the connection'],
                ['401', 'HTTP 401'],
                ['500', 'HTTP 500'],
                ['503', 'HTTP 503'],
              ]}
            />
          </p>
        </fieldset>
        <fieldset>
          <legend>Sync</legend>
          <p>
            <Tick use={use} name="syncDown">
              Sync is down: its sockets are closed and new ones refused
            </Tick>
          </p>
          <p>
            <Tick use={use} name="syncReordered">
              Changes overtake each other on their way to browsers
            </Tick>
          </p>
        </fieldset>
        <fieldset class="wide">
          <legend>REST API</legend>
          <p>
            <Blank use={use} name="rest" label="Share of REST requests" percent /> % of the requests{' '}
            <Choice
              use={use}
              name="restWith"
              label="How REST requests fail"
              options={[
                ['429', 'fail with HTTP 429'],
                ['500', 'fail with HTTP 500'],
                ['503', 'fail with HTTP 503'],
                ['timeout', 'get no response'],
                ['reset', 'lose their connection'],
                ['malformed', 'get a response that is not JSON'],
              ]}
            />
            , <Blank use={use} name="restTimes" label="Failures at most" whole /> times at most
            {fields.restWith === '429' ? (
              <>
                , with Retry-After of{' '}
                <Blank use={use} name="restRetryAfter" label="Retry-After in seconds" whole /> s
              </>
            ) : null}
            .
          </p>
          <p>
            <label class="wide-label">
              Only of these operations{' '}
              <span class="hint">(createPayment, updateDocument …; empty means all)</span>
              <input
                value={fields.restOperations}
                autocomplete="off"
                onInput={(event) => set('restOperations', event.currentTarget.value)}
              />
            </label>
          </p>
          <p>
            <Tick use={use} name="restAfter">
              They fail after they took effect: the response is lost
            </Tick>
          </p>
        </fieldset>
        <div class="faults-end">
          <p aria-live="polite">
            {sentences.length > 0
              ? `As filled in: ${sentences.join(' ')}`
              : 'As filled in, nothing goes wrong.'}
          </p>
          <button type="submit" class="primary">
            Use these faults
          </button>
        </div>
      </form>
    </div>
  );
}

interface Use {
  readonly fields: FaultFields;
  readonly set: (name: string, value: string) => void;
}

function CallbackFields({
  title,
  prefix,
  use,
}: {
  readonly title: string;
  readonly prefix: string;
  readonly use: Use;
}) {
  const share = (name: string, what: string) => (
    <Blank
      use={use}
      name={`${prefix}${name}`}
      label={`Share of ${title.toLowerCase()} that ${what}`}
      percent
    />
  );
  return (
    <fieldset>
      <legend>{title}</legend>
      <p>
        {share('Late', 'are late')} % arrive <Blank use={use} name={`${prefix}LateBy`} label="Seconds late" />{' '}
        s late.
      </p>
      <p>{share('Twice', 'arrive twice')} % arrive twice.</p>
      <p>
        {share('Reordered', 'are overtaken')} % are overtaken by later ones within{' '}
        <Blank use={use} name={`${prefix}Window`} label="Seconds of overtaking" /> s.
      </p>
      <p>{share('Lost', 'are lost')} % are lost.</p>
    </fieldset>
  );
}

/** A number in a sentence. Seconds unless it says otherwise. */
function Blank(props: {
  readonly use: Use;
  readonly name: string;
  readonly label: string;
  readonly percent?: boolean;
  readonly whole?: boolean;
}) {
  const { use, name, label, percent, whole } = props;
  return (
    <input
      class="blank"
      type="number"
      aria-label={label}
      min={0}
      max={percent ? 100 : 600}
      step={whole ? 1 : 'any'}
      placeholder="0"
      value={use.fields[name]}
      onInput={(event) => use.set(name, event.currentTarget.value)}
    />
  );
}

function Choice(props: {
  readonly use: Use;
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, words: string])[];
}) {
  const { use, name, label, options } = props;
  const value = use.fields[name] ?? '';
  const known = options.some(([option]) => option === value);
  return (
    <select aria-label={label} value={value} onChange={(event) => use.set(name, event.currentTarget.value)}>
      {known ? null : <option value={value}>HTTP {value}</option>}
      {options.map(([option, words]) => (
        <option key={option} value={option}>
          {words}
        </option>
      ))}
    </select>
  );
}

function Tick({
  use,
  name,
  children,
}: {
  readonly use: Use;
  readonly name: string;
  readonly children: ComponentChildren;
}) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={use.fields[name] === 'on'}
        onChange={(event) => use.set(name, event.currentTarget.checked ? 'on' : '')}
      />
      <span>{children}</span>
    </label>
  );
}
