import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ArrowIcon, ProblemIcon } from './icons.tsx';
import type { ConsoleModel } from './model.ts';
import type { Entry } from './wire.ts';
import { counted, gist, hostOf, KINDS, pathOf, timeOfDay } from './words.ts';

/** Pixels, until a row was measured. */
const ROW = 52;
/** Rows rendered beyond both edges. */
const SPARE = 6;

/** The list, oldest on top. Only the rows in view are in the document; the end is followed while it is in view. */
export function RequestList(props: {
  readonly model: ConsoleModel;
  readonly list: RefObject<HTMLDivElement | null>;
}) {
  const { model, list } = props;
  const entries = model.shown.value;
  const chosen = model.address.value.id;
  const chosenAt = entries.findIndex(({ id }) => id === chosen);
  const view = useWindow(list, entries, chosenAt);

  const choose = (index: number) => {
    const entry = entries[Math.max(0, Math.min(entries.length - 1, index))];
    if (entry) model.select(entry.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = chosenAt === -1 ? entries.length : chosenAt;
    const step = STEPS[event.key]?.(from, view.perPage, entries.length);
    if (event.key === 'Escape') model.select(undefined);
    if (step === undefined) return;
    event.preventDefault();
    choose(step);
  };
  const isRendered = chosenAt >= view.first && chosenAt < view.end;

  return (
    <div class="list-frame">
      <div
        ref={list}
        class="list"
        role="listbox"
        tabIndex={0}
        aria-label="Requests, oldest first"
        aria-activedescendant={isRendered ? `request-${chosen}` : undefined}
        onKeyDown={onKeyDown}
        onScroll={view.onScroll}
      >
        <div class="spacer" role="presentation" style={{ height: `${view.first * view.row}px` }} />
        {entries.slice(view.first, view.end).map((entry, offset) => (
          <Row
            key={entry.id}
            entry={entry}
            position={view.first + offset + 1}
            total={entries.length}
            isChosen={entry.id === chosen}
            choose={() => model.select(entry.id)}
          />
        ))}
        <div
          class="spacer"
          role="presentation"
          style={{ height: `${(entries.length - view.end) * view.row}px` }}
        />
      </div>
      {entries.length === 0 ? <Empty model={model} /> : null}
      {view.unseen > 0 ? (
        <button type="button" class="newest" onClick={view.follow}>
          {counted(view.unseen, 'new one', 'new ones')} <ArrowIcon to="down" />
        </button>
      ) : null}
    </div>
  );
}

const STEPS: Readonly<Record<string, (from: number, perPage: number, count: number) => number>> = {
  ArrowDown: (from) => from + 1,
  ArrowUp: (from) => from - 1,
  PageDown: (from, perPage) => from + perPage,
  PageUp: (from, perPage) => from - perPage,
  Home: () => 0,
  End: (_, __, count) => count - 1,
};

function Row(props: {
  readonly entry: Entry;
  readonly position: number;
  readonly total: number;
  readonly isChosen: boolean;
  readonly choose: () => void;
}) {
  const { entry, position, total, isChosen, choose } = props;
  const { id, at, kind, method, url, status, milliseconds, problem, note } = entry;
  const isFromApp = kind === 'rest' || kind === 'sdk';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it has the keys, as a listbox does.
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names the active option.
    <div
      id={`request-${id}`}
      class={problem ? 'row has-problem' : 'row'}
      role="option"
      aria-selected={isChosen}
      aria-posinset={position}
      aria-setsize={total}
      onClick={choose}
    >
      <span class="row-time">
        {timeOfDay(at).slice(0, 8)}
        <span class="fraction">{timeOfDay(at).slice(8)}</span>
      </span>
      <span class={`row-kind kind-${isFromApp ? 'in' : 'out'}`}>
        <ArrowIcon to={isFromApp ? 'left' : 'right'} />
        {KINDS[kind] ?? kind}
      </span>
      <span class="row-what">
        <span class="row-method">{method}</span> {pathOf(url)}
      </span>
      <span class={`row-status ${isBad(status) ? 'bad' : ''}`}>{status ?? 'none'}</span>
      <span class="row-took">{milliseconds} ms</span>
      <span class="row-more">
        {problem ? (
          <span class="problem">
            <ProblemIcon /> {problem}
          </span>
        ) : (
          [note, gist(entry) || (isFromApp ? '' : hostOf(url))].filter(Boolean).join(' · ')
        )}
      </span>
    </div>
  );
}

function isBad(status: number | null): boolean {
  return status === null || status >= 400;
}

function Empty({ model }: { readonly model: ConsoleModel }) {
  const hasAny = model.entries.value.length > 0;
  return (
    <div class="empty">
      {hasAny ? (
        <p>No request fits. “Show all” lists them again.</p>
      ) : (
        <>
          <p>
            <strong>Nothing yet.</strong> Webhooks, requests to the payment processor and your application’s
            REST calls appear here as they happen.
          </p>
          <p>
            Place a call here, or call from the <a href="/phone">phone</a>.
          </p>
        </>
      )}
    </div>
  );
}

/** Which rows are in view, and whether the end is being followed. The chosen row is brought into view once. */
function useWindow(list: RefObject<HTMLDivElement | null>, entries: readonly Entry[], chosenAt: number) {
  const [row, setRow] = useState(ROW);
  const [place, setPlace] = useState({ top: 0, height: 600 });
  const following = useRef(true);
  /** The row at the upper edge, and how far it is scrolled out. */
  const anchor = useRef<{ readonly id: string | undefined; readonly out: number }>({ id: undefined, out: 0 });
  const chosen = entries[chosenAt]?.id;
  const revealed = useRef<string | undefined>(undefined);
  const [seen, setSeen] = useState(0);
  const last = Number(entries.at(-1)?.id ?? 0);

  const look = () => {
    const box = list.current;
    // Hidden while a request is open in a narrow window: it keeps its place.
    if (!box?.clientHeight) return;
    const { scrollTop, clientHeight, scrollHeight } = box;
    following.current = scrollTop + clientHeight >= scrollHeight - row / 2;
    const at = Math.floor(scrollTop / row);
    anchor.current = { id: entries[at]?.id, out: scrollTop - at * row };
    setPlace({ top: scrollTop, height: clientHeight });
    if (following.current) setSeen(last);
  };
  const follow = () => {
    const box = list.current;
    if (!box) return;
    following.current = true;
    box.scrollTop = box.scrollHeight;
    look();
  };

  // Before the paint, so that nothing is seen to jump: to the end, or to the row that was on top.
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    const measured = box.querySelector<HTMLElement>('.row')?.offsetHeight;
    if (measured && measured !== row) setRow(measured);
    const index = entries.findIndex(({ id }) => id === anchor.current.id);
    if (following.current) box.scrollTop = box.scrollHeight;
    else if (index !== -1) box.scrollTop = index * row + anchor.current.out;
    if (chosen !== revealed.current && chosen !== undefined) {
      const least = (chosenAt + 1) * row - box.clientHeight;
      box.scrollTop = Math.max(least, Math.min(chosenAt * row, box.scrollTop));
    }
    revealed.current = chosen;
    look();
  }, [entries, row, chosen]);

  useEffect(() => {
    const box = list.current;
    if (!box || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => (following.current ? follow() : look()));
    observer.observe(box);
    return () => observer.disconnect();
  }, [entries]);

  const first = Math.max(0, Math.min(Math.floor(place.top / row) - SPARE, entries.length - 1));
  return {
    row,
    first,
    end: Math.min(entries.length, Math.ceil((place.top + place.height) / row) + SPARE),
    perPage: Math.max(1, Math.floor(place.height / row) - 1),
    unseen: following.current ? 0 : entries.filter(({ id }) => Number(id) > seen).length,
    onScroll: look,
    follow,
  };
}
