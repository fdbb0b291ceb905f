import { useRef } from 'preact/hooks';
import type { ConsoleModel } from './model.ts';
import { RequestDetails } from './request-details.tsx';
import { RequestList } from './request-list.tsx';
import { counted, KINDS } from './words.ts';

/** The log: what is listed, the list, and the one that is open beside it. */
export function Requests({ model }: { readonly model: ConsoleModel }) {
  const list = useRef<HTMLDivElement>(null);
  const isOpen = model.address.value.id !== undefined;
  return (
    <section class={isOpen ? 'requests open' : 'requests'} aria-label="Requests">
      <div class="listing">
        <Filters model={model} />
        <RequestList model={model} list={list} />
      </div>
      {isOpen ? (
        <RequestDetails
          model={model}
          close={() => {
            model.select(undefined);
            requestAnimationFrame(() => list.current?.focus());
          }}
        />
      ) : null}
    </section>
  );
}

function Filters({ model }: { readonly model: ConsoleModel }) {
  const { kinds, call, problem, text, after } = model.address.value;
  const present = new Set<string>(model.entries.value.map(({ kind }) => kind));
  const offered = Object.keys(KINDS).filter((kind) => present.has(kind) || kinds.includes(kind));
  const problems = model.entries.value.filter((entry) => entry.problem).length;
  const toggle = (kind: string) =>
    model.go({ kinds: kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind] });
  const isFiltered = kinds.length > 0 || call || problem || text || after;
  return (
    <search class="filters" aria-label="Which requests are listed">
      <input
        type="search"
        aria-label="Text to find"
        placeholder="Find: path, value, problem"
        value={text}
        onInput={(event) => model.go({ text: event.currentTarget.value })}
      />
      <div class="chips">
        {offered.map((kind) => (
          <button key={kind} type="button" aria-pressed={kinds.includes(kind)} onClick={() => toggle(kind)}>
            {KINDS[kind]}
          </button>
        ))}
        <button
          type="button"
          class="problems"
          aria-pressed={problem}
          onClick={() => model.go({ problem: !problem })}
        >
          Problems{problems > 0 ? ` (${problems})` : ''}
        </button>
        {call ? (
          <button type="button" class="remove" onClick={() => model.go({ call: undefined })}>
            Call {call.slice(0, 8)}… <span aria-hidden="true">×</span>
            <span class="unseen">: show all calls</span>
          </button>
        ) : null}
      </div>
      <div class="flow">
        <span class="count">
          {isFiltered
            ? `${model.shown.value.length} of ${model.entries.value.length}`
            : counted(model.entries.value.length, 'request')}
        </span>
        {isFiltered ? (
          <button
            type="button"
            onClick={() =>
              model.go({ kinds: [], call: undefined, problem: false, text: '', after: undefined })
            }
          >
            Show all
          </button>
        ) : null}
        <button type="button" aria-pressed={model.paused.value} onClick={model.togglePause}>
          {model.paused.value ? `Paused, ${model.waiting.value.length} new` : 'Pause'}
        </button>
        <button type="button" disabled={model.shown.value.length === 0} onClick={model.clear}>
          Clear view
        </button>
      </div>
    </search>
  );
}
