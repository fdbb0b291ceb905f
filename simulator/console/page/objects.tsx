import { Code } from './code.tsx';
import type { ConsoleModel } from './model.ts';
import type { Group, SyncObject } from './wire.ts';
import { counted } from './words.ts';

/** Sync objects with their data, then queues and conferences. */
export function Objects({ model }: { readonly model: ConsoleModel }) {
  const { sync, queues, conferences } = model.state.value;
  return (
    <div class="page-column">
      <section aria-labelledby="sync-title">
        <h2 id="sync-title">Sync</h2>
        <p class="hint">
          Data as the simulator holds it now. Of long numbers only the last four digits are shown.
        </p>
        {sync.length === 0 ? <p class="empty">No documents, maps or lists yet.</p> : null}
        {sync.map((object) => (
          <SyncCard key={object.sid} object={object} />
        ))}
      </section>
      <Groups title="Queues" groups={queues} />
      <Groups title="Conferences" groups={conferences} />
    </div>
  );
}

function SyncCard({ object }: { readonly object: SyncObject }) {
  const { kind, sid, uniqueName, revision, items, data } = object;
  const many = typeof items === 'number' ? ` · ${counted(items, 'item')}` : '';
  const content = data ?? (typeof items === 'object' ? items : undefined);
  return (
    <details class="object" open={content !== undefined}>
      <summary>
        <span class="chip">{kind}</span> <strong>{uniqueName || sid}</strong>{' '}
        <span class="hint">
          revision {revision}
          {many}
        </span>
      </summary>
      {content === undefined ? (
        <p class="hint">{sid}</p>
      ) : (
        <Code name={`Data of ${uniqueName || sid}`} text={JSON.stringify(content, null, 2)} />
      )}
    </details>
  );
}

function Groups({ title, groups }: { readonly title: string; readonly groups: readonly Group[] }) {
  if (groups.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {groups.map((group, index) => (
        <dl class="object group" key={String(group.sid ?? group.name ?? index)}>
          {Object.entries(group).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{textOf(value)}</dd>
            </div>
          ))}
        </dl>
      ))}
    </section>
  );
}

/** A value in a line; of several, one after another. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.map(textOf).join('; ') : 'none';
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${textOf(part)}`)
    .join(', ');
}
