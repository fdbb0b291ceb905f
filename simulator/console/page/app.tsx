import { type View, writeAddress } from './address.ts';
import { Calls } from './calls.tsx';
import { Clock } from './clock.tsx';
import { FaultBanner, Faults } from './faults.tsx';
import type { ConsoleModel } from './model.ts';
import { Objects } from './objects.tsx';
import { Payments } from './payments.tsx';
import { Requests } from './requests.tsx';
import { Settings } from './settings.tsx';
import { Try, useVisited } from './try.tsx';

const NAMES: Readonly<Record<View, string>> = {
  requests: 'Requests',
  objects: 'Sync and queues',
  faults: 'Faults',
  settings: 'Settings',
  try: 'Try it',
};

/** The simulator's console. */
export function App({ model }: { readonly model: ConsoleModel }) {
  const { view } = model.address.value;
  const hasTried = useVisited(view === 'try');
  return (
    <>
      <header class="top">
        <h1 class="brand">
          Twilio simulator <span class="simulated">No real call, number or money</span>
        </h1>
        <nav class="views" aria-label="Views">
          {(Object.keys(NAMES) as View[]).map((name) => (
            <a
              key={name}
              href={writeAddress({ ...model.address.value, view: name })}
              aria-current={name === view ? 'page' : undefined}
            >
              {NAMES[name]}
            </a>
          ))}
        </nav>
        <Link model={model} />
        <Clock model={model} />
      </header>
      <FaultBanner model={model} />
      <Notice model={model} />
      <main class={`view view-${view}`}>
        {view === 'requests' ? (
          <>
            <aside class="standing" aria-label="As it stands">
              <Calls model={model} />
              <Payments model={model} />
            </aside>
            <Requests model={model} />
          </>
        ) : null}
        {view === 'objects' ? <Objects model={model} /> : null}
        {view === 'faults' ? <Faults model={model} /> : null}
        {view === 'settings' ? <Settings model={model} /> : null}
        {hasTried ? <Try model={model} isShown={view === 'try'} /> : null}
      </main>
      <p class="unseen" role="status">
        {model.said}
      </p>
    </>
  );
}

/** Whether the page hears the simulator. */
function Link({ model }: { readonly model: ConsoleModel }) {
  const words = {
    connecting: 'Connecting…',
    online: 'Live',
    lost: 'The simulator does not respond. Trying again every second…',
  };
  return (
    <p class={`link link-${model.link.value}`} role="status">
      <span class="dot" aria-hidden="true" />
      {words[model.link.value]}
    </p>
  );
}

function Notice({ model }: { readonly model: ConsoleModel }) {
  const notice = model.notice.value;
  return (
    <div class="notices" role="status">
      {notice ? (
        <p class={notice.bad ? 'notice bad' : 'notice'}>
          <span>{notice.text}</span>
          <button type="button" class="plain" onClick={model.dismiss}>
            Dismiss
          </button>
        </p>
      ) : null}
    </div>
  );
}
