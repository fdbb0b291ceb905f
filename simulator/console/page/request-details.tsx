import { useEffect, useRef } from 'preact/hooks';
import { Code } from './code.tsx';
import { curlOf } from './curl.ts';
import { callOf, hiddenCount, shown, unsendable } from './entries.ts';
import { ProblemIcon } from './icons.tsx';
import type { ConsoleModel } from './model.ts';
import type { Entry } from './wire.ts';
import { counted, KINDS, timeOfDay } from './words.ts';

/** All that is known of the open request, and what can be done with it. */
export function RequestDetails({
  model,
  close,
}: {
  readonly model: ConsoleModel;
  readonly close: () => void;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  const entry = model.selected.value;
  useEffect(() => {
    // In a narrow window the list makes room for this, and the focus would be lost with it.
    const list = document.querySelector('.listing');
    if (list instanceof HTMLElement && list.offsetParent === null) title.current?.focus();
  }, [entry?.id]);
  return (
    <section class="details" aria-labelledby="details-title">
      <div class="section-head">
        <h2 id="details-title" tabIndex={-1} ref={title}>
          {entry ? `${KINDS[entry.kind] ?? entry.kind} ${entry.id}` : `Request ${model.address.value.id}`}
        </h2>
        <button type="button" class="plain" onClick={close}>
          Close
        </button>
      </div>
      {entry ? (
        <Known model={model} entry={entry} />
      ) : (
        <p class="empty">Not here: it has not arrived yet, or is no longer kept.</p>
      )}
    </section>
  );
}

function Known({ model, entry }: { readonly model: ConsoleModel; readonly entry: Entry }) {
  const { at, method, url, status, milliseconds, note, problem, signature, parameters, response } = entry;
  const call = callOf(entry);
  const names = Object.entries(parameters);
  return (
    <>
      {problem ? (
        <p class="problem-box">
          <ProblemIcon /> {problem}
        </p>
      ) : null}
      {note ? <p class="note-box">{note}</p> : null}
      <dl class="facts">
        <div>
          <dt>Request</dt>
          <dd>
            <code class="breaks">
              {method} {url}
            </code>
          </dd>
        </div>
        <div>
          <dt>Response</dt>
          <dd>
            {status === null ? 'none' : `HTTP ${status}`} after {milliseconds} ms
            {response ? `, ${response.contentType || 'no content type'}` : ''}
          </dd>
        </div>
        <div>
          <dt>Sent</dt>
          <dd>{timeOfDay(at)}</dd>
        </div>
        {call ? (
          <div>
            <dt>Call</dt>
            <dd>
              <button type="button" class="plain" onClick={() => model.go({ call })}>
                <code>{call}</code>
              </button>
            </dd>
          </div>
        ) : null}
        {signature ? (
          <div>
            <dt>X-Twilio-Signature</dt>
            <dd>
              <code class="breaks">{signature}</code>
            </dd>
          </div>
        ) : null}
      </dl>
      <Actions model={model} entry={entry} />
      {response?.excerpt ? (
        <>
          <h3>Response</h3>
          <Code name="Response" text={response.excerpt} />
        </>
      ) : null}
      <h3>{counted(names.length, 'parameter')}</h3>
      {names.length > 0 ? (
        <table class="parameters">
          <thead class="unseen">
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {names.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class={shown(value) === '(hidden)' ? 'hidden-value' : undefined}>{shown(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

function Actions({ model, entry }: { readonly model: ConsoleModel; readonly entry: Entry }) {
  const why = unsendable(entry);
  const hidden = hiddenCount(entry);
  return (
    <div class="actions">
      <button
        type="button"
        class="primary"
        disabled={why !== undefined}
        aria-describedby={why ? 'unsendable' : undefined}
        onClick={() => void model.sendAgain(entry)}
      >
        Send again
      </button>
      {entry.kind === 'sdk' ? null : (
        <button type="button" onClick={() => void model.copy(curlOf(entry, location.origin))}>
          Copy as curl
        </button>
      )}
      {why ? (
        <p class="hint" id="unsendable">
          {why}
        </p>
      ) : null}
      {hidden > 0 ? (
        <p class="hint">
          {counted(hidden, 'value is', 'values are')} hidden, in curl too
          {entry.signature ? ', so the signature does not fit what curl sends' : ''}.
          {why ? '' : ' “Send again” sends them all.'}
        </p>
      ) : null}
    </div>
  );
}
