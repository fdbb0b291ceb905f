import type { Clock } from './clock.ts';

export type AnnouncementLevel = 'all' | 'milestones' | 'errors';

export interface Announcement {
  readonly text: string;
  /** Interrupts what is being read. */
  readonly urgent?: boolean;
  /** Lowest level at which it is spoken; `milestones` by default. */
  readonly level?: AnnouncementLevel;
  /** A newer message of the same topic replaces one not spoken yet. */
  readonly topic?: string;
  /** Language of the text, if it differs from the page's. */
  readonly lang?: string;
}

export interface Announcer {
  say(announcement: Announcement): void;
  /** Drops queued messages of a topic that newer events made false. */
  drop(topic: string): void;
  /** Adds a second pair of regions inside an open modal dialog, because everything outside it is silent. */
  attach(parent: Element): () => void;
}

const SETTLE_MS = 100;
const REMOVE_MS = 7_000;
const REPEAT_MS = 3_000;
const RANK: Readonly<Record<AnnouncementLevel, number>> = { errors: 0, milestones: 1, all: 2 };

/**
 * The one place that speaks for the desk: two live regions, empty at the start and outside every page. Each message
 * is a new child, so that a repeat is spoken, and disappears after seven seconds. It waits 100 ms so that a focus
 * move is read first.
 */
export function createAnnouncer(body: Element, clock: Clock, level: () => AnnouncementLevel): Announcer {
  const hosts = [addRegions(body)];
  const queued = new Map<string, () => void>();
  const spoken = new Map<string, number>();
  let untitled = 0;

  const speak = ({ text, urgent = false, lang }: Announcement) => {
    const last = spoken.get(text);
    if (last !== undefined && clock.now() - last < REPEAT_MS) return;
    spoken.set(text, clock.now());
    const region = hosts.at(-1)?.[urgent ? 'assertive' : 'polite'];
    if (!region) return;
    const line = region.ownerDocument.createElement('div');
    line.textContent = text;
    if (lang) line.lang = lang;
    region.append(line);
    clock.after(REMOVE_MS, () => line.remove());
  };

  return {
    say(announcement) {
      const wanted = RANK[announcement.urgent ? 'errors' : (announcement.level ?? 'milestones')];
      if (wanted > RANK[level()]) return;
      untitled += 1;
      const key = announcement.topic ?? `untitled-${untitled}`;
      queued.get(key)?.();
      const stop = clock.after(SETTLE_MS, () => {
        queued.delete(key);
        speak(announcement);
      });
      queued.set(key, stop);
    },
    drop(topic) {
      queued.get(topic)?.();
      queued.delete(topic);
    },
    attach(parent) {
      const regions = addRegions(parent);
      hosts.push(regions);
      return () => {
        hosts.splice(hosts.indexOf(regions), 1);
        regions.host.remove();
      };
    },
  };
}

function addRegions(parent: Element) {
  const host = parent.ownerDocument.createElement('div');
  host.className = 'visually-hidden';
  const region = (politeness: 'polite' | 'assertive') => {
    const made = parent.ownerDocument.createElement('div');
    made.setAttribute('role', 'log');
    made.setAttribute('aria-live', politeness);
    made.setAttribute('aria-relevant', 'additions');
    made.setAttribute('aria-atomic', 'false');
    host.append(made);
    return made;
  };
  const regions = { host, polite: region('polite'), assertive: region('assertive') };
  parent.append(host);
  return regions;
}
