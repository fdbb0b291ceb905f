import { useRef } from 'preact/hooks';
import { ProblemIcon } from './icons.tsx';
import type { ConsoleModel } from './model.ts';
import { counted, gist, KINDS, pathOf } from './words.ts';

/**
 * The application and the caller's phone side by side. Once opened it stays, hidden when another view is shown, so that
 * a call outlives a look at its requests.
 */
export function Try({ model, isShown }: { readonly model: ConsoleModel; readonly isShown: boolean }) {
  const application = model.application.value;
  const elsewhere = application ? otherName(application) : undefined;
  return (
    <div class="try" hidden={!isShown}>
      <section class="stage" aria-labelledby="try-application">
        <div class="section-head">
          <h2 id="try-application">
            Your application{' '}
            {application && !elsewhere ? <span class="hint">empty if it refuses frames</span> : null}
          </h2>
          {application ? (
            <a href={application} target="_blank" rel="noreferrer">
              Open in a tab
            </a>
          ) : null}
        </div>
        {application === undefined ? null : application === null ? (
          <p class="empty">
            Start the simulator with <code>SIMULATOR_APP_URL</code>, or the option <code>appUrl</code>, to see
            your application’s page here beside the phone.
          </p>
        ) : elsewhere ? (
          <p class="empty">
            Your application is known by another name of this machine, and signing in would not work in a
            frame. <a href={elsewhere}>Open this page as {new URL(elsewhere).host}</a>.
          </p>
        ) : (
          <iframe
            title="Your application"
            src={application}
            allow="microphone; speaker-selection; autoplay; clipboard-write"
          />
        )}
      </section>
      <section class="stage handset" aria-labelledby="try-phone">
        <div class="section-head">
          <h2 id="try-phone">
            The caller’s phone <span class="hint">test cards below its keys</span>
          </h2>
          <a href="/phone" target="_blank" rel="noreferrer">
            Open in a tab
          </a>
        </div>
        <iframe title="The caller’s phone" src="/phone" allow="microphone; autoplay" />
      </section>
      <Latest model={model} />
    </div>
  );
}

/** The newest request, with a way to all of them. */
function Latest({ model }: { readonly model: ConsoleModel }) {
  const entry = model.entries.value.at(-1);
  return (
    <p class={entry?.problem ? 'latest problem' : 'latest'}>
      <a href="#/requests">{counted(model.entries.value.length, 'request')}</a>
      {entry ? (
        <>
          {entry.problem ? <ProblemIcon /> : null}
          <span>
            {KINDS[entry.kind] ?? entry.kind} · {entry.method} {pathOf(entry.url)} · {entry.status ?? 'none'}{' '}
            · {entry.problem ?? gist(entry)}
          </span>
        </>
      ) : null}
    </p>
  );
}

/** This page's address under the host name of the application, when it was opened under another: cookies go by name. */
function otherName(application: string): string | undefined {
  const { hostname } = new URL(application);
  if (hostname === location.hostname || !isLoopback(hostname) || !isLoopback(location.hostname))
    return undefined;
  const here = new URL(location.href);
  here.hostname = hostname;
  return here.href;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127\..*|\[::1\])$/.test(hostname);
}

/** Whether it was so at any time since. */
export function useVisited(isSo: boolean): boolean {
  const was = useRef(isSo);
  was.current ||= isSo;
  return was.current;
}
