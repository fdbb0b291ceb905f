import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '#web/src/platform/clock.ts';
import type { LiveConnection } from './live-connection.ts';
import type { SyncDocument } from './sync-sdk.ts';

/** How often the desk retries opening a document that was refused or removed. */
const REOPEN_MS = 15_000;

export interface FollowedDocument {
  readonly opened: ReadonlySignal<boolean>;
  stop(): void;
}

export interface FollowDocumentOptions {
  /** The document's unique name. */
  readonly name: string;
  readonly live: Pick<LiveConnection, 'open'>;
  readonly clock: Clock;
  /** Receives its content once it is open, then every update. */
  readonly onData: (data: unknown) => void;
  readonly onRefused?: () => void;
}

/** Delivers what a Sync document holds until stopped, and opens it again and again while that fails. */
export function followDocument({
  name,
  live,
  clock,
  onData,
  onRefused,
}: FollowDocumentOptions): FollowedDocument {
  const opened = signal(false);
  let document: SyncDocument | undefined;
  let stopped = false;
  let stopReopening: (() => void) | undefined;

  const hear = (data: unknown) => {
    if (!stopped) onData(data);
  };
  const open = () => {
    live.open(name).then(
      (made) => {
        if (stopped) return made.close();
        document = made;
        made.on('updated', ({ data }) => hear(data));
        made.on('removed', () => {
          opened.value = false;
          reopen();
        });
        hear(made.data);
        opened.value = true;
      },
      () => {
        if (stopped) return;
        onRefused?.();
        reopen();
      },
    );
  };
  const reopen = () => {
    if (!stopped) stopReopening = clock.after(REOPEN_MS, open);
  };
  open();

  return {
    opened,
    stop() {
      stopped = true;
      stopReopening?.();
      document?.close();
    },
  };
}
